Feature: Measurements: when a number counts as a fever or a sign
  A number at the limit or beyond speaks; a normal number says nothing, and never "no". All patients are invented.

  @measured-temperature
  Scenario Outline: A temperature of 37.5 °C or above is a fever
    Given care setting: outpatient safe clinic
    And respiratory symptoms: no
    And body temperature: <measured>
    When the guideline is asked
    Then understood: fever: <fever>
    And chest X-ray: <chest X-ray>
    And asked: <asked>

    Examples:
      | measured | fever     | chest X-ray       | asked   |
      | 36.6 °C  | not known | needs information | fever   |
      | 37.4 °C  | not known | needs information | fever   |
      | 37.5 °C  | yes       | recommended       | nothing |
      | 37.6 °C  | yes       | recommended       | nothing |
      | 41 °C    | yes       | recommended       | nothing |
      | 99.4 °F  | not known | needs information | fever   |
      | 99.5 °F  | yes       | recommended       | nothing |
      | 99.6 °F  | yes       | recommended       | nothing |

  @measured-oxygen-saturation
  Scenario Outline: An oxygen saturation below 94 % is a sign
    Given care setting: screening clinic
    And fever: no
    And respiratory symptoms: no
    And oxygen saturation: <measured>
    When the guideline is asked
    Then understood: other symptoms or signs: <other symptoms or signs>
    And chest X-ray: <chest X-ray>
    And asked: <asked>

    Examples:
      | measured | other symptoms or signs | chest X-ray       | asked                   |
      | 93 %     | yes                     | no statement      | nothing                 |
      | 93.9 %   | yes                     | no statement      | nothing                 |
      | 94 %     | not known               | needs information | other symptoms or signs |
      | 95 %     | not known               | needs information | other symptoms or signs |
      | 100 %    | not known               | needs information | other symptoms or signs |

  @measured-respiratory-rate
  Scenario Outline: A respiratory rate of 22 or more is a sign
    Given care setting: screening clinic
    And fever: no
    And respiratory symptoms: no
    And respiratory rate: <measured>
    When the guideline is asked
    Then understood: other symptoms or signs: <other symptoms or signs>
    And chest X-ray: <chest X-ray>
    And asked: <asked>

    Examples:
      | measured         | other symptoms or signs | chest X-ray       | asked                   |
      | 12 breaths/min   | not known               | needs information | other symptoms or signs |
      | 21 breaths/min   | not known               | needs information | other symptoms or signs |
      | 21.9 breaths/min | not known               | needs information | other symptoms or signs |
      | 22 breaths/min   | yes                     | no statement      | nothing                 |
      | 23 breaths/min   | yes                     | no statement      | nothing                 |

  @measured-and-denied
  Scenario Outline: What somebody stated goes before a number, and both are told where they differ
    Given care setting: outpatient safe clinic
    And respiratory symptoms: no
    And fever: <fever>
    And body temperature: <measured>
    When the guideline is asked
    Then understood: fever: <fever>
    And chest X-ray: <chest X-ray>
    And note: <note>

    Examples:
      | fever | measured | chest X-ray  | note                                                                   |
      | no    | 37.4 °C  | no statement | nothing                                                                |
      | no    | 37.5 °C  | no statement | What was used about fever differs from a measurement or another source |
      | yes   | 36.6 °C  | recommended  | nothing                                                                |
      | yes   | 38.2 °C  | recommended  | nothing                                                                |

  @measured-signs-and-denied
  Scenario Outline: The same holds for signs
    Given care setting: emergency department
    And other symptoms or signs: <other symptoms or signs>
    And respiratory rate: <measured>
    When the guideline is asked
    Then understood: other symptoms or signs: <other symptoms or signs>
    And note: <note>

    Examples:
      | other symptoms or signs | measured       | note                                                                                                        |
      | no                      | 21 breaths/min | nothing                                                                                                     |
      | no                      | 22 breaths/min | Assess this patient now, What was used about symptoms or signs differs from a measurement or another source |
      | yes                     | 22 breaths/min | Assess this patient now                                                                                     |
