Feature: Missing facts: what is not known, and what is asked
  Not known is never "no". What can still matter is asked, and nothing else. All patients are invented.

  @missing-everything
  Scenario: Nothing is known
    When the guideline is asked
    Then chest X-ray: needs information
    And asked: care setting, fever, respiratory symptoms, other symptoms or signs
    And because of statement: nothing
    And presumed: nothing
    And chest CT: needs information
    And asked: care setting, fever, respiratory symptoms, other symptoms or signs
    And because of statement: nothing
    And presumed: nothing

  @missing-everything-of-an-order
  Scenario Outline: Nothing is known of an order, which is then not judged
    When <ordered> is ordered
    Then the order: cannot be judged yet

    Examples:
      | ordered     |
      | chest X-ray |
      | chest CT    |

  @missing-is-not-no
  Scenario Outline: A symptom that nobody asked for is not denied
    Given care setting: screening clinic
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And other symptoms or signs: <other symptoms or signs>
    When the guideline is asked
    Then chest X-ray: needs information
    And asked: <asked>
    And chest CT: needs information
    And asked: <asked>

    Examples:
      | fever     | respiratory symptoms | other symptoms or signs | asked                                                |
      | not known | no                   | no                      | fever                                                |
      | no        | not known            | no                      | respiratory symptoms                                 |
      | no        | no                   | not known               | other symptoms or signs                              |
      | not known | not known            | not known               | fever, respiratory symptoms, other symptoms or signs |

  @missing-what-does-not-matter
  Scenario Outline: What cannot change the answer is not asked
    Given care setting: <care setting>
    And RT-PCR result: not done
    When the guideline is asked
    Then chest X-ray: no statement
    And asked: nothing
    And presumed: nothing
    And chest CT: no statement
    And asked: nothing

    Examples:
      | care setting                                                 |
      | emergency department                                         |
      | inpatient ward                                               |
      | another setting                                              |
      | one of inpatient ward, intensive care unit                   |
      | one of emergency department, inpatient ward, another setting |

  @missing-in-part
  Scenario Outline: Of what is known in part, only what is left counts
    Given care setting: <care setting>
    And fever: no
    And respiratory symptoms: yes
    When the guideline is asked
    Then chest X-ray: <chest X-ray>
    And asked: <asked>

    Examples:
      | care setting                                       | chest X-ray       | asked        |
      | one of emergency department, inpatient ward        | no statement      | nothing      |
      | one of screening clinic, outpatient safe clinic    | needs information | care setting |
      | one of outpatient safe clinic, intensive care unit | needs information | care setting |

  @missing-though-listed-in-full
  Scenario Outline: To say that everything is possible is to say nothing
    Given care setting: outpatient safe clinic
    And fever: yes
    And RT-PCR result: <RT-PCR result>
    When the guideline is asked
    Then chest X-ray: recommended
    And presumed: RT-PCR result: not positive
    And understood: RT-PCR result: not known

    Examples:
      | RT-PCR result                                              |
      | not known                                                  |
      | one of not done, pending, negative, positive, inconclusive |

  @missing-and-put-in-order
  Scenario: Values in any order mean the same
    Given care setting: one of intensive care unit, inpatient ward
    When the guideline is asked
    Then understood: care setting: one of inpatient ward, intensive care unit
