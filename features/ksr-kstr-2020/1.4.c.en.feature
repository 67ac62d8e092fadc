Feature: Statement 1.4.c: critically ill, or before an urgent operation or procedure, and unable to wait for RT-PCR
  A chest CT can be done, after weighing individual risks and benefits. All patients are invented.

  @1.4.c-applies-to-both-groups
  Scenario Outline: It applies to both groups while there is no RT-PCR result
    Given care setting: <care setting>
    And fever: yes
    And respiratory symptoms: yes
    And severity of illness: <severity of illness>
    And urgent operation or procedure for another disease: <urgent operation or procedure for another disease>
    And time to wait for the RT-PCR result: cannot wait
    And RT-PCR result: <RT-PCR result>
    And pneumonia in the clinician's judgement: <pneumonia in the clinician's judgement>
    And chest X-ray finding: definite pneumonia
    When the guideline is asked
    Then chest CT: after weighing
    And because of statement: 1.4.c
    And met by: <met by>
    And overruled: nothing
    And asked: nothing
    And presumed: nothing
    And by interpretation: <by interpretation>

    Examples:
      | care setting           | severity of illness | urgent operation or procedure for another disease | RT-PCR result | pneumonia in the clinician's judgement | met by                   | by interpretation                                                         |
      | screening clinic       | critical            | not needed                                        | not done      | not suspected                          | 1.4.c row 1              | 1.4.c.both-groups, 1.4.c.no-result-yet                                    |
      | outpatient safe clinic | critical            | not needed                                        | pending       | not suspected                          | 1.4.c row 1              | 1.4.any-place, 1.4.c.both-groups, 1.4.c.no-result-yet                     |
      | emergency department   | critical            | not needed                                        | inconclusive  | suspected                              | 1.4.c row 1              | 1.4.a.needs-a-film, 1.4.any-place, 1.4.c.both-groups, 1.4.c.no-result-yet |
      | inpatient ward         | critical            | not needed                                        | not done      | not suspected                          | 1.4.c row 1              | 1.4.any-place, 1.4.c.both-groups, 1.4.c.no-result-yet                     |
      | intensive care unit    | critical            | not needed                                        | not done      | not suspected                          | 1.4.c row 1              | 1.4.any-place, 1.4.c.both-groups, 1.4.c.no-result-yet                     |
      | another setting        | critical            | not needed                                        | not done      | not suspected                          | 1.4.c row 1              | 1.4.any-place, 1.4.c.both-groups, 1.4.c.no-result-yet                     |
      | screening clinic       | none                | needed                                            | not done      | not suspected                          | 1.4.c row 2              | 1.4.c.no-result-yet                                                       |
      | outpatient safe clinic | none                | needed                                            | inconclusive  | suspected                              | 1.4.c row 2              | 1.4.a.needs-a-film, 1.4.any-place, 1.4.c.no-result-yet                    |
      | emergency department   | mild                | needed                                            | pending       | not suspected                          | 1.4.c row 2              | 1.4.any-place, 1.4.c.no-result-yet                                        |
      | inpatient ward         | none                | needed                                            | not done      | not suspected                          | 1.4.c row 2              | 1.4.any-place, 1.4.c.no-result-yet                                        |
      | intensive care unit    | moderate            | needed                                            | pending       | not suspected                          | 1.4.c row 2              | 1.4.any-place, 1.4.c.no-result-yet                                        |
      | another setting        | severe              | needed                                            | inconclusive  | not suspected                          | 1.4.c row 2              | 1.4.any-place, 1.4.c.no-result-yet                                        |
      | emergency department   | critical            | needed                                            | pending       | not suspected                          | 1.4.c row 1, 1.4.c row 2 | 1.4.any-place, 1.4.c.no-result-yet                                        |
      | intensive care unit    | critical            | not known                                         | not done      | not suspected                          | 1.4.c row 1              | 1.4.any-place, 1.4.c.both-groups, 1.4.c.no-result-yet                     |
      | emergency department   | not known           | needed                                            | pending       | not suspected                          | 1.4.c row 2              | 1.4.any-place, 1.4.c.no-result-yet                                        |

  @1.4.c-applies-on-an-order
  Scenario: It applies to an order, which agrees if risks and benefits were weighed
    Given care setting: emergency department
    And urgent operation or procedure for another disease: needed
    And time to wait for the RT-PCR result: cannot wait
    And RT-PCR result: pending
    When chest CT is ordered
    Then chest CT: after weighing
    And because of statement: 1.4.c
    And presumed: nothing
    And by interpretation: 1.4.a.needs-a-film, 1.4.any-place, 1.4.c.no-result-yet
    And the order: agrees if risks and benefits were weighed

  @1.4.c-applies-over-1.1
  Scenario: For CT it goes before 1.1, and the film stays not recommended
    Given care setting: screening clinic
    And reason for the visit: epidemiological
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And severity of illness: none
    And urgent operation or procedure for another disease: needed
    And time to wait for the RT-PCR result: cannot wait
    And RT-PCR result: not done
    And pneumonia in the clinician's judgement: not suspected
    When the guideline is asked
    Then chest X-ray: not recommended
    And because of statement: 1.1
    And overruled: nothing
    And chest CT: after weighing
    And because of statement: 1.4.c
    And overruled: 1.1 by 1.4.c

  @1.4.c-applies-before-1.1-alone
  Scenario Outline: It goes before 1.1 where both apply, and before nothing where 1.1 does not
    Given care setting: <care setting>
    And reason for the visit: <reason for the visit>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And other symptoms or signs: <other symptoms or signs>
    And severity of illness: <severity of illness>
    And RT-PCR result: not done
    And pneumonia in the clinician's judgement: not suspected
    And urgent operation or procedure for another disease: needed
    And time to wait for the RT-PCR result: cannot wait
    When the guideline is asked
    Then chest CT: after weighing
    And because of statement: 1.4.c
    And overruled: <overruled>
    And presumed: nothing
    And by interpretation: <by interpretation>

    Examples:
      | care setting           | reason for the visit | fever | respiratory symptoms | other symptoms or signs | severity of illness | overruled    | by interpretation                       |
      | screening clinic       | epidemiological      | no    | no                   | no                      | none                | 1.1 by 1.4.c | 1.4.over-1.1, 1.4.c.no-result-yet       |
      | screening clinic       | unspecified          | no    | no                   | no                      | mild                | 1.1 by 1.4.c | 1.4.over-1.1, 1.4.c.no-result-yet       |
      | screening clinic       | epidemiological      | no    | no                   | no                      | moderate            | 1.1 by 1.4.c | 1.4.over-1.1, 1.4.c.no-result-yet       |
      | screening clinic       | unspecified          | no    | no                   | no                      | severe              | 1.1 by 1.4.c | 1.4.over-1.1, 1.4.c.no-result-yet       |
      | outpatient safe clinic | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place, 1.4.c.no-result-yet      |
      | emergency department   | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place, 1.4.c.no-result-yet      |
      | inpatient ward         | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place, 1.4.c.no-result-yet      |
      | intensive care unit    | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place, 1.4.c.no-result-yet      |
      | another setting        | epidemiological      | no    | no                   | no                      | none                | nothing      | 1.4.any-place, 1.4.c.no-result-yet      |
      | screening clinic       | medical              | no    | no                   | no                      | none                | nothing      | 1.1.medical-reason, 1.4.c.no-result-yet |
      | screening clinic       | epidemiological      | yes   | no                   | no                      | none                | nothing      | 1.4.c.no-result-yet                     |
      | screening clinic       | epidemiological      | no    | yes                  | no                      | none                | nothing      | 1.4.c.no-result-yet                     |
      | screening clinic       | epidemiological      | no    | no                   | yes                     | none                | nothing      | 1.1.signs-count, 1.4.c.no-result-yet    |
      | screening clinic       | epidemiological      | no    | no                   | no                      | critical            | nothing      | 1.1.critically-ill, 1.4.c.no-result-yet |

  @1.4.c-applies-beside-1.4.a
  Scenario: Two circumstances may be met at once
    Given care setting: emergency department
    And severity of illness: critical
    And urgent operation or procedure for another disease: needed
    And time to wait for the RT-PCR result: cannot wait
    And RT-PCR result: pending
    And pneumonia in the clinician's judgement: suspected
    And chest X-ray finding: no definite pneumonia
    When the guideline is asked
    Then chest CT: after weighing
    And because of statement: 1.4.a, 1.4.c
    And met by: 1.4.a row 1, 1.4.c row 1, 1.4.c row 2
    And overruled: nothing

  @1.4.c-does-not-apply
  Scenario Outline: It does not apply to who can wait, who has a result, or who is neither critically ill nor before a procedure
    Given care setting: emergency department
    And severity of illness: <severity of illness>
    And urgent operation or procedure for another disease: <urgent operation or procedure for another disease>
    And time to wait for the RT-PCR result: <time to wait for the RT-PCR result>
    And RT-PCR result: <RT-PCR result>
    And clinical suspicion of COVID-19: not high
    And pneumonia in the clinician's judgement: not suspected
    When the guideline is asked
    Then chest CT: <chest CT>
    And because of statement: nothing
    And presumed: nothing
    And by interpretation: <by interpretation>

    Examples:
      | severity of illness | urgent operation or procedure for another disease | time to wait for the RT-PCR result | RT-PCR result | chest CT     | by interpretation         |
      | critical            | not needed                                        | can wait                           | pending       | no statement | 1.4.c.both-groups         |
      | none                | needed                                            | can wait                           | pending       | no statement | nothing                   |
      | none                | not needed                                        | cannot wait                        | pending       | no statement | nothing                   |
      | mild                | not needed                                        | cannot wait                        | not done      | no statement | nothing                   |
      | moderate            | not needed                                        | cannot wait                        | inconclusive  | no statement | nothing                   |
      | severe              | not needed                                        | cannot wait                        | pending       | no statement | nothing                   |
      | critical            | not needed                                        | cannot wait                        | negative      | no statement | 1.4.c.nothing-to-wait-for |
      | none                | needed                                            | cannot wait                        | negative      | no statement | 1.4.c.nothing-to-wait-for |
      | critical            | not needed                                        | cannot wait                        | positive      | out of scope | nothing                   |
      | none                | needed                                            | cannot wait                        | positive      | out of scope | nothing                   |

  @1.4.c-cannot-be-known
  Scenario Outline: It cannot be known while a part is open
    Given care setting: <care setting>
    And severity of illness: <severity of illness>
    And urgent operation or procedure for another disease: <urgent operation or procedure for another disease>
    And time to wait for the RT-PCR result: <time to wait for the RT-PCR result>
    And RT-PCR result: <RT-PCR result>
    When the guideline is asked
    Then chest X-ray: no statement
    And chest CT: needs information
    And asked: <asked>
    And because of statement: nothing
    And possibly because of statement: 1.4.c

    Examples:
      | care setting         | severity of illness     | urgent operation or procedure for another disease | time to wait for the RT-PCR result | RT-PCR result | asked                                                                  |
      | intensive care unit  | not known               | not known                                         | cannot wait                        | pending       | severity of illness, urgent operation or procedure for another disease |
      | emergency department | critical                | not needed                                        | not known                          | pending       | time to wait for the RT-PCR result                                     |
      | emergency department | none                    | needed                                            | not known                          | pending       | time to wait for the RT-PCR result                                     |
      | emergency department | critical                | not needed                                        | cannot wait                        | not known     | RT-PCR result                                                          |
      | emergency department | one of severe, critical | not needed                                        | cannot wait                        | not done      | severity of illness                                                    |

  @1.4.c-or-1.4.b
  Scenario: The answer may be settled though which statement governs is not
    Given care setting: intensive care unit
    And severity of illness: critical
    And time to wait for the RT-PCR result: cannot wait
    And RT-PCR result: one of pending, negative
    And clinical suspicion of COVID-19: high
    And pneumonia in the clinician's judgement: not suspected
    When chest CT is ordered
    Then chest CT: after weighing
    And asked: nothing
    And because of statement: nothing
    And possibly because of statement: 1.4.b, 1.4.c
    And presumed: nothing
