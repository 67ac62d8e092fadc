Feature: Scope: patients whose RT-PCR is positive
  The statements are about imaging as a screening test; for a patient with a positive RT-PCR they say nothing, for or
  against. All patients are invented.

  @scope-outside-with-a-positive-result
  Scenario Outline: A patient with a positive result is outside, wherever and whatever else
    Given care setting: <care setting>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And clinical suspicion of COVID-19: high
    And pneumonia in the clinician's judgement: suspected
    And chest X-ray finding: no definite pneumonia
    And severity of illness: critical
    And urgent operation or procedure for another disease: needed
    And time to wait for the RT-PCR result: cannot wait
    And RT-PCR result: positive
    When the guideline is asked
    Then chest X-ray: out of scope
    And because of statement: nothing
    And possibly because of statement: nothing
    And overruled: nothing
    And asked: nothing
    And presumed: nothing
    And by interpretation: nothing
    And chest CT: out of scope
    And because of statement: nothing
    And possibly because of statement: nothing
    And overruled: nothing
    And asked: nothing
    And presumed: nothing
    And by interpretation: nothing

    Examples:
      | care setting           | fever     | respiratory symptoms |
      | screening clinic       | no        | no                   |
      | screening clinic       | no        | yes                  |
      | outpatient safe clinic | yes       | yes                  |
      | emergency department   | no        | no                   |
      | inpatient ward         | not known | not known            |
      | intensive care unit    | yes       | no                   |
      | another setting        | no        | yes                  |
      | not known              | not known | not known            |

  @scope-outside-though-little-is-known
  Scenario: A positive result alone is enough
    Given care setting: inpatient ward
    And RT-PCR result: positive
    When the guideline is asked
    Then chest X-ray: out of scope
    And the words say: That is not advice against imaging
    And the words never say: not recommended
    And chest CT: out of scope
    And the words say: That is not advice against imaging
    And the words never say: not recommended

  @scope-outside-without-a-caution
  Scenario: Outside the scope there is no caution, and an order is not judged
    Given care setting: outpatient safe clinic
    And fever: yes
    And RT-PCR result: positive
    And purpose of the imaging: ruling out COVID-19 pneumonia
    When chest X-ray is ordered
    Then chest X-ray: out of scope
    And caution: nothing
    And possible caution: nothing
    And the order: is outside the guideline's scope

  @scope-inside-with-any-other-result
  Scenario Outline: Any other result is inside
    Given care setting: outpatient safe clinic
    And fever: yes
    And RT-PCR result: <RT-PCR result>
    And clinical suspicion of COVID-19: not high
    When the guideline is asked
    Then chest X-ray: recommended
    And presumed: nothing
    And chest CT: no statement

    Examples:
      | RT-PCR result |
      | not done      |
      | pending       |
      | negative      |
      | inconclusive  |

  @scope-cannot-be-known
  Scenario Outline: Where a positive result is one of two, it is asked
    Given care setting: emergency department
    And clinical suspicion of COVID-19: not high
    And RT-PCR result: <RT-PCR result>
    When the guideline is asked
    Then chest X-ray: needs information
    And asked: RT-PCR result
    And chest CT: needs information
    And asked: RT-PCR result

    Examples:
      | RT-PCR result             |
      | one of negative, positive |
      | one of pending, positive  |
