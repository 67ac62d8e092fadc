Feature: Interpretations: the choices that the published words left open
  Each has its reason beside the row that it concerns, and is told with every answer it bears on. All patients are
  invented.

  @1.1.signs-count-is-told
  Scenario Outline: A visitor with another symptom or sign alone
    Given care setting: <care setting>
    And reason for the visit: <reason for the visit>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And other symptoms or signs: <other symptoms or signs>
    And severity of illness: <severity of illness>
    And RT-PCR result: not done
    When the guideline is asked
    Then chest X-ray: no statement
    And by interpretation: <by interpretation>

    Examples:
      | care setting           | reason for the visit | fever | respiratory symptoms | other symptoms or signs | severity of illness | by interpretation                         |
      | screening clinic       | epidemiological      | no    | no                   | yes                     | none                | 1.1.signs-count, 1.2.other-symptoms-alone |
      | screening clinic       | unspecified          | no    | no                   | yes                     | mild                | 1.1.signs-count, 1.2.other-symptoms-alone |
      | screening clinic       | epidemiological      | no    | no                   | yes                     | moderate            | 1.1.signs-count, 1.2.other-symptoms-alone |
      | screening clinic       | unspecified          | no    | no                   | yes                     | severe              | 1.1.signs-count, 1.2.other-symptoms-alone |
      | screening clinic       | epidemiological      | no    | no                   | yes                     | critical            | 1.2.other-symptoms-alone                  |
      | screening clinic       | medical              | no    | no                   | yes                     | none                | 1.2.other-symptoms-alone                  |
      | screening clinic       | epidemiological      | yes   | no                   | yes                     | none                | 1.2.fever-alone                           |
      | outpatient safe clinic | epidemiological      | no    | no                   | yes                     | none                | nothing                                   |
      | emergency department   | epidemiological      | no    | no                   | yes                     | none                | 1.3.other-places                          |
      | inpatient ward         | epidemiological      | no    | no                   | yes                     | none                | 1.3.other-places                          |
      | intensive care unit    | epidemiological      | no    | no                   | yes                     | none                | 1.3.other-places                          |
      | another setting        | epidemiological      | no    | no                   | yes                     | none                | 1.3.other-places                          |

  @1.1.medical-reason-is-told
  Scenario Outline: A visitor without symptoms who comes for a medical reason
    Given care setting: <care setting>
    And reason for the visit: <reason for the visit>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And other symptoms or signs: <other symptoms or signs>
    And severity of illness: <severity of illness>
    And RT-PCR result: not done
    When the guideline is asked
    Then chest X-ray: no statement
    And by interpretation: <by interpretation>

    Examples:
      | care setting           | reason for the visit | fever | respiratory symptoms | other symptoms or signs | severity of illness | by interpretation        |
      | screening clinic       | medical              | no    | no                   | no                      | none                | 1.1.medical-reason       |
      | screening clinic       | medical              | no    | no                   | no                      | critical            | 1.1.medical-reason       |
      | screening clinic       | medical              | yes   | no                   | no                      | none                | 1.2.fever-alone          |
      | screening clinic       | medical              | no    | no                   | yes                     | none                | 1.2.other-symptoms-alone |
      | outpatient safe clinic | medical              | no    | no                   | no                      | none                | nothing                  |
      | emergency department   | medical              | no    | no                   | no                      | none                | 1.3.other-places         |
      | inpatient ward         | medical              | no    | no                   | no                      | none                | 1.3.other-places         |
      | intensive care unit    | medical              | no    | no                   | no                      | none                | 1.3.other-places         |
      | another setting        | medical              | no    | no                   | no                      | none                | 1.3.other-places         |

  @1.1.critically-ill-is-told
  Scenario Outline: A visitor without symptoms who is critically ill
    Given care setting: <care setting>
    And reason for the visit: <reason for the visit>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And other symptoms or signs: <other symptoms or signs>
    And severity of illness: <severity of illness>
    And RT-PCR result: not done
    When the guideline is asked
    Then chest X-ray: no statement
    And by interpretation: <by interpretation>

    Examples:
      | care setting           | reason for the visit | fever | respiratory symptoms | other symptoms or signs | severity of illness | by interpretation        |
      | screening clinic       | epidemiological      | no    | no                   | no                      | critical            | 1.1.critically-ill       |
      | screening clinic       | unspecified          | no    | no                   | no                      | critical            | 1.1.critically-ill       |
      | screening clinic       | not known            | no    | no                   | no                      | critical            | 1.1.critically-ill       |
      | screening clinic       | unspecified          | yes   | no                   | no                      | critical            | 1.2.fever-alone          |
      | screening clinic       | unspecified          | no    | no                   | yes                     | critical            | 1.2.other-symptoms-alone |
      | outpatient safe clinic | unspecified          | no    | no                   | no                      | critical            | nothing                  |
      | emergency department   | unspecified          | no    | no                   | no                      | critical            | 1.3.other-places         |
      | inpatient ward         | unspecified          | no    | no                   | no                      | critical            | 1.3.other-places         |
      | intensive care unit    | unspecified          | no    | no                   | no                      | critical            | 1.3.other-places         |
      | another setting        | unspecified          | no    | no                   | no                      | critical            | 1.3.other-places         |

  @1.2-nothing-left-open
  Scenario Outline: With respiratory symptoms, nothing was left open
    Given care setting: screening clinic
    And reason for the visit: <reason for the visit>
    And fever: <fever>
    And respiratory symptoms: yes
    And other symptoms or signs: <other symptoms or signs>
    And severity of illness: <severity of illness>
    And RT-PCR result: not done
    When the guideline is asked
    Then chest X-ray: may be considered
    And by interpretation: nothing

    Examples:
      | reason for the visit | fever | other symptoms or signs | severity of illness |
      | medical              | no    | no                      | none                |
      | epidemiological      | no    | yes                     | none                |
      | unspecified          | yes   | no                      | mild                |
      | epidemiological      | no    | no                      | critical            |

  @1.3.for-the-patient-is-told
  Scenario Outline: The film is recommended for the patient, whatever its purpose
    Given care setting: <care setting>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And purpose of the imaging: <purpose of the imaging>
    And RT-PCR result: not done
    When the guideline is asked
    Then chest X-ray: <chest X-ray>
    And by interpretation: <by interpretation>

    Examples:
      | care setting           | fever | respiratory symptoms | purpose of the imaging           | chest X-ray       | by interpretation   |
      | outpatient safe clinic | yes   | no                   | ruling out COVID-19 pneumonia    | recommended       | 1.3.for-the-patient |
      | outpatient safe clinic | no    | yes                  | ruling out COVID-19 pneumonia    | recommended       | 1.3.for-the-patient |
      | outpatient safe clinic | no    | no                   | ruling out COVID-19 pneumonia    | no statement      | nothing             |
      | screening clinic       | no    | yes                  | ruling out COVID-19 pneumonia    | may be considered | nothing             |
      | outpatient safe clinic | yes   | no                   | screening                        | recommended       | nothing             |
      | outpatient safe clinic | no    | yes                  | screening                        | recommended       | nothing             |
      | outpatient safe clinic | yes   | no                   | diagnosis                        | recommended       | nothing             |
      | outpatient safe clinic | no    | yes                  | diagnosis                        | recommended       | nothing             |
      | outpatient safe clinic | yes   | no                   | before an operation or procedure | recommended       | nothing             |
      | outpatient safe clinic | no    | yes                  | before an operation or procedure | recommended       | nothing             |
      | outpatient safe clinic | yes   | no                   | follow-up                        | recommended       | nothing             |
      | outpatient safe clinic | no    | yes                  | follow-up                        | recommended       | nothing             |

  @1.4.over-1.1-is-told
  Scenario Outline: It is told that 1.4 goes before 1.1 only where one of its circumstances is met
    Given care setting: screening clinic
    And reason for the visit: epidemiological
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And severity of illness: none
    And RT-PCR result: <RT-PCR result>
    And clinical suspicion of COVID-19: <clinical suspicion of COVID-19>
    And pneumonia in the clinician's judgement: <pneumonia in the clinician's judgement>
    And chest X-ray finding: <chest X-ray finding>
    And urgent operation or procedure for another disease: <urgent operation or procedure for another disease>
    And time to wait for the RT-PCR result: <time to wait for the RT-PCR result>
    When the guideline is asked
    Then chest CT: <chest CT>
    And by interpretation: <by interpretation>

    Examples:
      | RT-PCR result | clinical suspicion of COVID-19 | pneumonia in the clinician's judgement | chest X-ray finding   | urgent operation or procedure for another disease | time to wait for the RT-PCR result | chest CT        | by interpretation                 |
      | not done      | not high                       | suspected                              | no definite pneumonia | not needed                                        | can wait                           | after weighing  | 1.4.over-1.1                      |
      | not done      | not high                       | not suspected                          | no definite pneumonia | not needed                                        | can wait                           | not recommended | nothing                           |
      | not done      | not high                       | suspected                              | not done              | not needed                                        | can wait                           | not recommended | 1.4.a.needs-a-film                |
      | not done      | not high                       | suspected                              | definite pneumonia    | not needed                                        | can wait                           | not recommended | 1.4.a.needs-a-film                |
      | negative      | high                           | not suspected                          | no definite pneumonia | not needed                                        | can wait                           | after weighing  | 1.4.over-1.1, 1.4.b.final-result  |
      | negative      | not high                       | not suspected                          | no definite pneumonia | not needed                                        | can wait                           | not recommended | nothing                           |
      | not done      | high                           | not suspected                          | no definite pneumonia | not needed                                        | can wait                           | not recommended | nothing                           |
      | pending       | high                           | not suspected                          | no definite pneumonia | not needed                                        | can wait                           | not recommended | nothing                           |
      | inconclusive  | high                           | not suspected                          | no definite pneumonia | not needed                                        | can wait                           | not recommended | nothing                           |
      | not done      | not high                       | not suspected                          | no definite pneumonia | needed                                            | cannot wait                        | after weighing  | 1.4.over-1.1, 1.4.c.no-result-yet |
      | pending       | not high                       | not suspected                          | no definite pneumonia | needed                                            | cannot wait                        | after weighing  | 1.4.over-1.1, 1.4.c.no-result-yet |
      | inconclusive  | not high                       | not suspected                          | no definite pneumonia | needed                                            | cannot wait                        | after weighing  | 1.4.over-1.1, 1.4.c.no-result-yet |
      | negative      | not high                       | not suspected                          | no definite pneumonia | needed                                            | cannot wait                        | not recommended | 1.4.c.nothing-to-wait-for         |
      | pending       | not high                       | not suspected                          | no definite pneumonia | not needed                                        | cannot wait                        | not recommended | nothing                           |
      | pending       | not high                       | not suspected                          | no definite pneumonia | needed                                            | can wait                           | not recommended | nothing                           |
      | negative      | not high                       | not suspected                          | no definite pneumonia | needed                                            | can wait                           | not recommended | nothing                           |
      | negative      | not high                       | not suspected                          | no definite pneumonia | not needed                                        | cannot wait                        | not recommended | nothing                           |

  @1.4.c-interpretations-are-told
  Scenario Outline: What was left open of who cannot wait
    Given care setting: emergency department
    And severity of illness: <severity of illness>
    And urgent operation or procedure for another disease: <urgent operation or procedure for another disease>
    And time to wait for the RT-PCR result: <time to wait for the RT-PCR result>
    And RT-PCR result: <RT-PCR result>
    And clinical suspicion of COVID-19: <clinical suspicion of COVID-19>
    And pneumonia in the clinician's judgement: not suspected
    When the guideline is asked
    Then chest CT: <chest CT>
    And by interpretation: <by interpretation>

    Examples:
      | severity of illness | urgent operation or procedure for another disease | time to wait for the RT-PCR result | RT-PCR result | clinical suspicion of COVID-19 | chest CT       | by interpretation                                     |
      | critical            | not needed                                        | can wait                           | not done      | not high                       | no statement   | 1.4.c.both-groups                                     |
      | critical            | not needed                                        | can wait                           | pending       | not high                       | no statement   | 1.4.c.both-groups                                     |
      | critical            | not needed                                        | can wait                           | inconclusive  | not high                       | no statement   | 1.4.c.both-groups                                     |
      | critical            | not needed                                        | can wait                           | negative      | not high                       | no statement   | nothing                                               |
      | critical            | needed                                            | can wait                           | pending       | not high                       | no statement   | 1.4.c.both-groups                                     |
      | critical            | not needed                                        | cannot wait                        | inconclusive  | not high                       | after weighing | 1.4.any-place, 1.4.c.both-groups, 1.4.c.no-result-yet |
      | critical            | needed                                            | cannot wait                        | inconclusive  | not high                       | after weighing | 1.4.any-place, 1.4.c.no-result-yet                    |
      | none                | not needed                                        | can wait                           | pending       | not high                       | no statement   | nothing                                               |
      | none                | needed                                            | cannot wait                        | not done      | not high                       | after weighing | 1.4.any-place, 1.4.c.no-result-yet                    |
      | critical            | not needed                                        | cannot wait                        | negative      | not high                       | no statement   | 1.4.c.nothing-to-wait-for                             |
      | none                | needed                                            | cannot wait                        | negative      | not high                       | no statement   | 1.4.c.nothing-to-wait-for                             |
      | none                | needed                                            | can wait                           | negative      | not high                       | no statement   | nothing                                               |
      | none                | not needed                                        | cannot wait                        | negative      | not high                       | no statement   | nothing                                               |
      | mild                | not needed                                        | cannot wait                        | negative      | not high                       | no statement   | nothing                                               |
      | moderate            | not needed                                        | cannot wait                        | negative      | not high                       | no statement   | nothing                                               |
      | severe              | not needed                                        | cannot wait                        | negative      | not high                       | no statement   | nothing                                               |
      | mild                | not needed                                        | can wait                           | not done      | high                           | no statement   | nothing                                               |
      | mild                | not needed                                        | can wait                           | pending       | high                           | no statement   | nothing                                               |
      | mild                | not needed                                        | can wait                           | inconclusive  | high                           | no statement   | nothing                                               |
      | mild                | not needed                                        | can wait                           | negative      | high                           | after weighing | 1.4.any-place, 1.4.b.final-result                     |
