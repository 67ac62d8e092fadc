Feature: Statement 1.3: fever or respiratory symptoms at an outpatient safe clinic
  A chest X-ray is recommended, but not to rule out COVID-19 pneumonia. All patients are invented.

  @1.3-applies-with-fever-or-respiratory-symptoms
  Scenario Outline: It applies with fever, with respiratory symptoms, and with both
    Given care setting: outpatient safe clinic
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And RT-PCR result: not done
    And purpose of the imaging: diagnosis
    When the guideline is asked
    Then chest X-ray: recommended
    And because of statement: 1.3
    And met by: <met by>
    And caution: nothing
    And presumed: nothing
    And chest CT: no statement

    Examples:
      | fever          | respiratory symptoms | met by               |
      | yes            | no                   | 1.3 row 1            |
      | no             | yes                  | 1.3 row 2            |
      | yes            | yes                  | 1.3 row 1, 1.3 row 2 |
      | yes            | not known            | 1.3 row 1            |
      | not known      | yes                  | 1.3 row 2            |
      | one of yes, no | yes                  | 1.3 row 2            |

  @1.3-applies-where-little-was-asked
  Scenario: It applies with fever alone, on the presumption that RT-PCR is not positive
    Given care setting: outpatient safe clinic
    And fever: yes
    When the guideline is asked
    Then chest X-ray: recommended
    And because of statement: 1.3
    And presumed: RT-PCR result: not positive
    And chest CT: no statement
    And because of statement: nothing

  @1.3-does-not-apply-without-them
  Scenario: It does not apply with neither of them
    Given care setting: outpatient safe clinic
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: yes
    And RT-PCR result: not done
    When the guideline is asked
    Then chest X-ray: no statement
    And because of statement: nothing
    And presumed: nothing

  @1.3-does-not-apply-elsewhere
  Scenario Outline: It does not apply elsewhere
    Given care setting: <care setting>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And RT-PCR result: not done
    When the guideline is asked
    Then chest X-ray: <chest X-ray>
    And because of statement: <because of statement>
    And by interpretation: <by interpretation>

    Examples:
      | care setting         | fever | respiratory symptoms | chest X-ray       | because of statement | by interpretation |
      | screening clinic     | yes   | no                   | no statement      | nothing              | 1.2.fever-alone   |
      | screening clinic     | no    | yes                  | may be considered | 1.2                  | nothing           |
      | emergency department | yes   | no                   | no statement      | nothing              | 1.3.other-places  |
      | emergency department | no    | yes                  | no statement      | nothing              | 1.3.other-places  |
      | inpatient ward       | yes   | no                   | no statement      | nothing              | 1.3.other-places  |
      | inpatient ward       | no    | yes                  | no statement      | nothing              | 1.3.other-places  |
      | intensive care unit  | yes   | no                   | no statement      | nothing              | 1.3.other-places  |
      | intensive care unit  | no    | yes                  | no statement      | nothing              | 1.3.other-places  |
      | another setting      | yes   | no                   | no statement      | nothing              | 1.3.other-places  |
      | another setting      | no    | yes                  | no statement      | nothing              | 1.3.other-places  |

  @1.3-cannot-be-known
  Scenario Outline: It cannot be known while the place or both symptoms are open
    Given care setting: <care setting>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    When the guideline is asked
    Then chest X-ray: needs information
    And asked: <asked>
    And because of statement: nothing
    And possibly because of statement: 1.3

    Examples:
      | care setting                                   | fever     | respiratory symptoms | asked                       |
      | outpatient safe clinic                         | not known | no                   | fever                       |
      | outpatient safe clinic                         | no        | not known            | respiratory symptoms        |
      | outpatient safe clinic                         | not known | not known            | fever, respiratory symptoms |
      | one of outpatient safe clinic, another setting | yes       | no                   | care setting                |

  @1.3.rule-out-applies
  Scenario Outline: To rule out COVID-19 pneumonia, the film is recommended for the patient, and the order disagrees
    Given care setting: outpatient safe clinic
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And purpose of the imaging: ruling out COVID-19 pneumonia
    When chest X-ray is ordered
    Then chest X-ray: recommended
    And because of statement: 1.3
    And caution: 1.3.rule-out
    And by interpretation: 1.3.for-the-patient
    And the words say: a normal film does not exclude COVID-19 pneumonia
    And the order: does not agree with the guideline
    And chest CT: no statement
    And caution: nothing

    Examples:
      | fever | respiratory symptoms |
      | yes   | no                   |
      | no    | yes                  |

  @1.3.rule-out-applies-whatever-else
  Scenario: It applies whatever else there is
    Given care setting: outpatient safe clinic
    And reason for the visit: medical
    And fever: yes
    And RT-PCR result: negative
    And clinical suspicion of COVID-19: high
    And pneumonia in the clinician's judgement: suspected
    And severity of illness: critical
    And urgent operation or procedure for another disease: needed
    And purpose of the imaging: ruling out COVID-19 pneumonia
    When chest X-ray is ordered
    Then chest X-ray: recommended
    And caution: 1.3.rule-out
    And the order: does not agree with the guideline

  @1.3.rule-out-does-not-apply-to-other-purposes
  Scenario Outline: It does not apply to other purposes
    Given care setting: outpatient safe clinic
    And fever: yes
    And purpose of the imaging: <purpose of the imaging>
    When chest X-ray is ordered
    Then chest X-ray: recommended
    And caution: nothing
    And possible caution: nothing
    And the words never say: does not exclude
    And the order: agrees with the guideline

    Examples:
      | purpose of the imaging           |
      | screening                        |
      | diagnosis                        |
      | before an operation or procedure |
      | follow-up                        |

  @1.3.rule-out-does-not-apply-without-1.3
  Scenario Outline: It does not apply where 1.3 does not
    Given care setting: <care setting>
    And fever: no
    And respiratory symptoms: <respiratory symptoms>
    And purpose of the imaging: ruling out COVID-19 pneumonia
    When chest X-ray is ordered
    Then chest X-ray: <chest X-ray>
    And caution: nothing
    And the order: <the order>

    Examples:
      | care setting           | respiratory symptoms | chest X-ray       | the order                        |
      | outpatient safe clinic | no                   | no statement      | has no criteria in the guideline |
      | screening clinic       | yes                  | may be considered | agrees with the guideline        |

  @1.3.rule-out-cannot-be-known
  Scenario Outline: It is possible while the purpose is open, and an order is not blamed for what is not known
    Given care setting: outpatient safe clinic
    And fever: yes
    And purpose of the imaging: <purpose of the imaging>
    When chest X-ray is ordered
    Then chest X-ray: recommended
    And asked: nothing
    And possible caution: 1.3.rule-out
    And the order: agrees with the guideline

    Examples:
      | purpose of the imaging                          |
      | not known                                       |
      | one of diagnosis, ruling out COVID-19 pneumonia |
