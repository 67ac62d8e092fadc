Feature: Statement 1.4.b: the suspicion of COVID-19 is high, and RT-PCR is negative
  A chest CT can be done, after weighing individual risks and benefits. All patients are invented.

  @1.4.b-applies-anywhere
  Scenario Outline: It applies wherever the patient is
    Given care setting: <care setting>
    And respiratory symptoms: yes
    And RT-PCR result: negative
    And clinical suspicion of COVID-19: high
    And pneumonia in the clinician's judgement: not suspected
    And severity of illness: mild
    And time to wait for the RT-PCR result: can wait
    When the guideline is asked
    Then chest CT: after weighing
    And because of statement: 1.4.b
    And overruled: nothing
    And met by: 1.4.b row 1
    And asked: nothing
    And presumed: nothing
    And by interpretation: <by interpretation>

    Examples:
      | care setting           | by interpretation                 |
      | screening clinic       | 1.4.b.final-result                |
      | outpatient safe clinic | 1.4.any-place, 1.4.b.final-result |
      | emergency department   | 1.4.any-place, 1.4.b.final-result |
      | inpatient ward         | 1.4.any-place, 1.4.b.final-result |
      | intensive care unit    | 1.4.any-place, 1.4.b.final-result |
      | another setting        | 1.4.any-place, 1.4.b.final-result |

  @1.4.b-applies-on-an-order
  Scenario: It applies to an order, and presumes nothing
    Given care setting: emergency department
    And clinical suspicion of COVID-19: high
    And RT-PCR result: negative
    When chest CT is ordered
    Then chest X-ray: no statement
    And chest CT: after weighing
    And because of statement: 1.4.b
    And presumed: nothing
    And by interpretation: 1.4.a.needs-a-film, 1.4.any-place, 1.4.b.final-result, 1.4.c.nothing-to-wait-for
    And the order: agrees if risks and benefits were weighed

  @1.4.b-applies-over-1.1
  Scenario: For CT it goes before 1.1, and the film stays not recommended
    Given care setting: screening clinic
    And reason for the visit: unspecified
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And severity of illness: mild
    And RT-PCR result: negative
    And clinical suspicion of COVID-19: high
    And pneumonia in the clinician's judgement: not suspected
    When the guideline is asked
    Then chest X-ray: not recommended
    And because of statement: 1.1
    And overruled: nothing
    And chest CT: after weighing
    And because of statement: 1.4.b
    And overruled: 1.1 by 1.4.b

  @1.4.b-applies-before-1.1-alone
  Scenario Outline: It goes before 1.1 where both apply, and before nothing where 1.1 does not
    Given care setting: <care setting>
    And reason for the visit: <reason for the visit>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And other symptoms or signs: <other symptoms or signs>
    And severity of illness: <severity of illness>
    And RT-PCR result: negative
    And clinical suspicion of COVID-19: high
    And pneumonia in the clinician's judgement: not suspected
    And time to wait for the RT-PCR result: can wait
    When the guideline is asked
    Then chest CT: after weighing
    And because of statement: 1.4.b
    And overruled: <overruled>
    And presumed: nothing
    And by interpretation: <by interpretation>

    Examples:
      | care setting           | reason for the visit | fever | respiratory symptoms | other symptoms or signs | severity of illness | overruled    | by interpretation                      |
      | screening clinic       | epidemiological      | no    | no                   | no                      | none                | 1.1 by 1.4.b | 1.4.over-1.1, 1.4.b.final-result       |
      | screening clinic       | unspecified          | no    | no                   | no                      | mild                | 1.1 by 1.4.b | 1.4.over-1.1, 1.4.b.final-result       |
      | screening clinic       | epidemiological      | no    | no                   | no                      | moderate            | 1.1 by 1.4.b | 1.4.over-1.1, 1.4.b.final-result       |
      | screening clinic       | unspecified          | no    | no                   | no                      | severe              | 1.1 by 1.4.b | 1.4.over-1.1, 1.4.b.final-result       |
      | outpatient safe clinic | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place, 1.4.b.final-result      |
      | emergency department   | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place, 1.4.b.final-result      |
      | inpatient ward         | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place, 1.4.b.final-result      |
      | intensive care unit    | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place, 1.4.b.final-result      |
      | another setting        | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place, 1.4.b.final-result      |
      | screening clinic       | medical              | no    | no                   | no                      | none                | nothing      | 1.1.medical-reason, 1.4.b.final-result |
      | screening clinic       | epidemiological      | yes   | no                   | no                      | none                | nothing      | 1.4.b.final-result                     |
      | screening clinic       | epidemiological      | no    | yes                  | no                      | none                | nothing      | 1.4.b.final-result                     |
      | screening clinic       | epidemiological      | no    | no                   | yes                     | none                | nothing      | 1.1.signs-count, 1.4.b.final-result    |
      | screening clinic       | epidemiological      | no    | no                   | no                      | critical            | nothing      | 1.1.critically-ill, 1.4.b.final-result |

  @1.4.b-applies-beside-1.4.a
  Scenario: Two circumstances may be met at once
    Given care setting: screening clinic
    And reason for the visit: epidemiological
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And severity of illness: none
    And RT-PCR result: negative
    And clinical suspicion of COVID-19: high
    And pneumonia in the clinician's judgement: suspected
    And chest X-ray finding: no definite pneumonia
    When the guideline is asked
    Then chest CT: after weighing
    And because of statement: 1.4.a, 1.4.b
    And met by: 1.4.a row 1, 1.4.b row 1
    And overruled: 1.1 by 1.4.a, 1.1 by 1.4.b

  @1.4.b-does-not-apply
  Scenario Outline: It does not apply without the suspicion, or with another result
    Given care setting: inpatient ward
    And RT-PCR result: <RT-PCR result>
    And clinical suspicion of COVID-19: <clinical suspicion of COVID-19>
    And pneumonia in the clinician's judgement: not suspected
    And severity of illness: moderate
    And urgent operation or procedure for another disease: not needed
    When the guideline is asked
    Then chest CT: <chest CT>
    And because of statement: nothing
    And presumed: nothing

    Examples:
      | RT-PCR result | clinical suspicion of COVID-19 | chest CT     |
      | negative      | not high                       | no statement |
      | not done      | high                           | no statement |
      | pending       | high                           | no statement |
      | inconclusive  | high                           | no statement |
      | positive      | high                           | out of scope |

  @1.4.b-cannot-be-known
  Scenario Outline: It cannot be known with one half of it
    Given care setting: emergency department
    And clinical suspicion of COVID-19: <clinical suspicion of COVID-19>
    And RT-PCR result: <RT-PCR result>
    When the guideline is asked
    Then chest X-ray: no statement
    And chest CT: needs information
    And asked: <asked>
    And possibly because of statement: 1.4.b

    Examples:
      | clinical suspicion of COVID-19 | RT-PCR result            | asked                          |
      | high                           | not known                | RT-PCR result                  |
      | high                           | one of pending, negative | RT-PCR result                  |
      | not known                      | negative                 | clinical suspicion of COVID-19 |
