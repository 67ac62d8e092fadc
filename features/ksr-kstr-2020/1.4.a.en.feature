Feature: Statement 1.4.a: pneumonia is suspected, and the chest X-ray does not show it definitely
  A chest CT can be done, after weighing individual risks and benefits. All patients are invented.

  @1.4.a-applies-anywhere
  Scenario Outline: It applies wherever the patient is
    Given care setting: <care setting>
    And respiratory symptoms: yes
    And RT-PCR result: <RT-PCR result>
    And pneumonia in the clinician's judgement: suspected
    And chest X-ray finding: no definite pneumonia
    And severity of illness: mild
    When the guideline is asked
    Then chest CT: after weighing
    And because of statement: 1.4.a
    And met by: 1.4.a row 1
    And overruled: nothing
    And asked: nothing
    And presumed: nothing
    And by interpretation: <by interpretation>

    Examples:
      | care setting           | RT-PCR result | by interpretation |
      | screening clinic       | not done      | nothing           |
      | outpatient safe clinic | pending       | 1.4.any-place     |
      | emergency department   | inconclusive  | 1.4.any-place     |
      | inpatient ward         | not done      | 1.4.any-place     |
      | intensive care unit    | not done      | 1.4.any-place     |
      | another setting        | not done      | 1.4.any-place     |

  @1.4.a-applies-on-an-order
  Scenario: It applies to an order, which agrees if risks and benefits were weighed
    Given care setting: emergency department
    And RT-PCR result: pending
    And pneumonia in the clinician's judgement: suspected
    And chest X-ray finding: no definite pneumonia
    When chest CT is ordered
    Then chest X-ray: no statement
    And chest CT: after weighing
    And possibly because of statement: 1.4.c
    And because of statement: 1.4.a
    And presumed: nothing
    And presumably: nothing
    And the order: agrees if risks and benefits were weighed

  @1.4.a-applies-over-1.1
  Scenario: For CT it goes before 1.1, and the film stays not recommended
    Given care setting: screening clinic
    And reason for the visit: epidemiological
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And severity of illness: none
    And RT-PCR result: not done
    And pneumonia in the clinician's judgement: suspected
    And chest X-ray finding: no definite pneumonia
    When the guideline is asked
    Then chest X-ray: not recommended
    And because of statement: 1.1
    And overruled: nothing
    And chest CT: after weighing
    And because of statement: 1.4.a
    And overruled: 1.1 by 1.4.a
    And by interpretation: 1.4.over-1.1

  @1.4.a-applies-before-1.1-alone
  Scenario Outline: It goes before 1.1 where both apply, and before nothing where 1.1 does not
    Given care setting: <care setting>
    And reason for the visit: <reason for the visit>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And other symptoms or signs: <other symptoms or signs>
    And severity of illness: <severity of illness>
    And RT-PCR result: not done
    And pneumonia in the clinician's judgement: suspected
    And chest X-ray finding: no definite pneumonia
    And urgent operation or procedure for another disease: not needed
    And time to wait for the RT-PCR result: can wait
    When the guideline is asked
    Then chest CT: after weighing
    And because of statement: 1.4.a
    And overruled: <overruled>
    And presumed: nothing
    And by interpretation: <by interpretation>

    Examples:
      | care setting           | reason for the visit | fever | respiratory symptoms | other symptoms or signs | severity of illness | overruled    | by interpretation                     |
      | screening clinic       | epidemiological      | no    | no                   | no                      | none                | 1.1 by 1.4.a | 1.4.over-1.1                          |
      | screening clinic       | unspecified          | no    | no                   | no                      | mild                | 1.1 by 1.4.a | 1.4.over-1.1                          |
      | screening clinic       | epidemiological      | no    | no                   | no                      | moderate            | 1.1 by 1.4.a | 1.4.over-1.1                          |
      | screening clinic       | unspecified          | no    | no                   | no                      | severe              | 1.1 by 1.4.a | 1.4.over-1.1                          |
      | outpatient safe clinic | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place                         |
      | emergency department   | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place                         |
      | inpatient ward         | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place                         |
      | intensive care unit    | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place                         |
      | another setting        | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place                         |
      | screening clinic       | medical              | no    | no                   | no                      | none                | nothing      | 1.1.medical-reason                    |
      | screening clinic       | epidemiological      | yes   | no                   | no                      | none                | nothing      | nothing                               |
      | screening clinic       | epidemiological      | no    | yes                  | no                      | none                | nothing      | nothing                               |
      | screening clinic       | epidemiological      | no    | no                   | yes                     | none                | nothing      | 1.1.signs-count                       |
      | screening clinic       | epidemiological      | no    | no                   | no                      | critical            | nothing      | 1.1.critically-ill, 1.4.c.both-groups |

  @1.4.a-does-not-apply
  Scenario Outline: It does not apply without the suspicion, without a film, or where the film is clear
    Given care setting: emergency department
    And RT-PCR result: not done
    And severity of illness: mild
    And urgent operation or procedure for another disease: not needed
    And pneumonia in the clinician's judgement: <pneumonia in the clinician's judgement>
    And chest X-ray finding: <chest X-ray finding>
    When the guideline is asked
    Then chest CT: no statement
    And because of statement: nothing
    And presumed: nothing
    And by interpretation: <by interpretation>

    Examples:
      | pneumonia in the clinician's judgement | chest X-ray finding   | by interpretation  |
      | not suspected                          | no definite pneumonia | nothing            |
      | suspected                              | not done              | 1.4.a.needs-a-film |
      | suspected                              | definite pneumonia    | 1.4.a.needs-a-film |

  @1.4.a-cannot-be-known
  Scenario Outline: It cannot be known with one half of it
    Given care setting: emergency department
    And pneumonia in the clinician's judgement: <pneumonia in the clinician's judgement>
    And chest X-ray finding: <chest X-ray finding>
    When the guideline is asked
    Then chest CT: needs information
    And asked: <asked>
    And possibly because of statement: 1.4.a

    Examples:
      | pneumonia in the clinician's judgement | chest X-ray finding                              | asked                                  |
      | suspected                              | not known                                        | chest X-ray finding                    |
      | suspected                              | one of definite pneumonia, no definite pneumonia | chest X-ray finding                    |
      | not known                              | no definite pneumonia                            | pneumonia in the clinician's judgement |
