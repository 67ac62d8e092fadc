Feature: Orders: whether an order agrees with the guideline
  An order is held against the answer for its own examination. All patients are invented.

  @orders-of-a-film
  Scenario Outline: A film is ordered
    Given care setting: <care setting>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And other symptoms or signs: <other symptoms or signs>
    And RT-PCR result: <RT-PCR result>
    When chest X-ray is ordered
    Then chest X-ray: <chest X-ray>
    And the order: <the order>

    Examples:
      | care setting           | fever     | respiratory symptoms | other symptoms or signs | RT-PCR result | chest X-ray       | the order                         |
      | outpatient safe clinic | yes       | no                   | no                      | not done      | recommended       | agrees with the guideline         |
      | screening clinic       | no        | yes                  | no                      | not done      | may be considered | agrees with the guideline         |
      | screening clinic       | no        | no                   | no                      | not done      | not recommended   | does not agree with the guideline |
      | emergency department   | yes       | yes                  | yes                     | not done      | no statement      | has no criteria in the guideline  |
      | inpatient ward         | no        | no                   | no                      | positive      | out of scope      | is outside the guideline's scope  |
      | screening clinic       | not known | no                   | no                      | not done      | needs information | cannot be judged yet              |

  @orders-of-a-ct
  Scenario Outline: A CT is ordered
    Given care setting: <care setting>
    And reason for the visit: epidemiological
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And RT-PCR result: <RT-PCR result>
    And clinical suspicion of COVID-19: <clinical suspicion of COVID-19>
    And pneumonia in the clinician's judgement: not suspected
    And severity of illness: none
    And urgent operation or procedure for another disease: not needed
    When chest CT is ordered
    Then chest CT: <chest CT>
    And the order: <the order>

    Examples:
      | care setting     | RT-PCR result | clinical suspicion of COVID-19 | chest CT          | the order                                 |
      | inpatient ward   | negative      | high                           | after weighing    | agrees if risks and benefits were weighed |
      | screening clinic | negative      | not high                       | not recommended   | does not agree with the guideline         |
      | inpatient ward   | negative      | not high                       | no statement      | has no criteria in the guideline          |
      | inpatient ward   | positive      | high                           | out of scope      | is outside the guideline's scope          |
      | inpatient ward   | negative      | not known                      | needs information | cannot be judged yet                      |

  @orders-held-against-their-own-examination
  Scenario: A CT that may be done does not make the film agree
    Given care setting: screening clinic
    And reason for the visit: epidemiological
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And severity of illness: none
    And RT-PCR result: negative
    And clinical suspicion of COVID-19: high
    When chest X-ray is ordered
    Then chest X-ray: not recommended
    And chest CT: after weighing
    And the order: does not agree with the guideline
