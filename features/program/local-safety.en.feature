Feature: Notes of local safety, beside the guideline
  A note never changes an answer. All patients are invented.

  @note-assess-now-for-a-measurement
  Scenario Outline: An abnormal saturation or breathing while the answer is silence, or advice against imaging
    Given care setting: emergency department
    And oxygen saturation: <oxygen saturation>
    And respiratory rate: <respiratory rate>
    When the guideline is asked
    Then chest X-ray: no statement
    And note: <note>

    Examples:
      | oxygen saturation | respiratory rate | note                    |
      | 93 %              | 21 breaths/min   | Assess this patient now |
      | 94 %              | 22 breaths/min   | Assess this patient now |
      | 94 %              | 21 breaths/min   | nothing                 |

  @note-assess-now-for-severity
  Scenario Outline: A severe or critical illness while the answer is silence
    Given care setting: emergency department
    And severity of illness: <severity of illness>
    And time to wait for the RT-PCR result: can wait
    When the guideline is asked
    Then chest X-ray: no statement
    And chest CT: no statement
    And note: <note>

    Examples:
      | severity of illness     | note                    |
      | none                    | nothing                 |
      | mild                    | nothing                 |
      | moderate                | nothing                 |
      | severe                  | Assess this patient now |
      | critical                | Assess this patient now |
      | one of severe, critical | Assess this patient now |
      | one of moderate, severe | nothing                 |
      | not known               | nothing                 |

  @note-assess-now-for-a-measurement-by-answer
  Scenario Outline: It is told of a measurement where one of the two answers is silence
    Given care setting: <care setting>
    And respiratory symptoms: yes
    And severity of illness: mild
    And oxygen saturation: 93 %
    And urgent operation or procedure for another disease: <urgent operation or procedure for another disease>
    And time to wait for the RT-PCR result: <time to wait for the RT-PCR result>
    And RT-PCR result: <RT-PCR result>
    And pneumonia in the clinician's judgement: not suspected
    When the guideline is asked
    Then chest X-ray: <chest X-ray>
    And chest CT: <chest CT>
    And note: <note>

    Examples:
      | care setting           | urgent operation or procedure for another disease | time to wait for the RT-PCR result | RT-PCR result | chest X-ray       | chest CT          | note                    |
      | outpatient safe clinic | needed                                            | cannot wait                        | not done      | recommended       | after weighing    | nothing                 |
      | screening clinic       | needed                                            | cannot wait                        | not done      | may be considered | after weighing    | nothing                 |
      | emergency department   | needed                                            | cannot wait                        | not done      | no statement      | after weighing    | Assess this patient now |
      | outpatient safe clinic | not needed                                        | can wait                           | not done      | recommended       | no statement      | Assess this patient now |
      | screening clinic       | not needed                                        | can wait                           | not done      | may be considered | no statement      | Assess this patient now |
      | emergency department   | not needed                                        | can wait                           | not done      | no statement      | no statement      | Assess this patient now |
      | emergency department   | not needed                                        | can wait                           | positive      | out of scope      | out of scope      | nothing                 |
      | outpatient safe clinic | not known                                         | cannot wait                        | not done      | recommended       | needs information | nothing                 |
      | not known              | needed                                            | cannot wait                        | not done      | needs information | after weighing    | nothing                 |

  @note-assess-now-for-severity-by-answer
  Scenario Outline: It is told of a severe illness where one of the two answers is silence
    Given care setting: <care setting>
    And respiratory symptoms: yes
    And severity of illness: severe
    And urgent operation or procedure for another disease: <urgent operation or procedure for another disease>
    And time to wait for the RT-PCR result: <time to wait for the RT-PCR result>
    And RT-PCR result: <RT-PCR result>
    And pneumonia in the clinician's judgement: not suspected
    When the guideline is asked
    Then chest X-ray: <chest X-ray>
    And chest CT: <chest CT>
    And note: <note>

    Examples:
      | care setting           | urgent operation or procedure for another disease | time to wait for the RT-PCR result | RT-PCR result | chest X-ray       | chest CT          | note                    |
      | outpatient safe clinic | needed                                            | cannot wait                        | not done      | recommended       | after weighing    | nothing                 |
      | screening clinic       | needed                                            | cannot wait                        | not done      | may be considered | after weighing    | nothing                 |
      | emergency department   | needed                                            | cannot wait                        | not done      | no statement      | after weighing    | Assess this patient now |
      | outpatient safe clinic | not needed                                        | can wait                           | not done      | recommended       | no statement      | Assess this patient now |
      | screening clinic       | not needed                                        | can wait                           | not done      | may be considered | no statement      | Assess this patient now |
      | emergency department   | not needed                                        | can wait                           | not done      | no statement      | no statement      | Assess this patient now |
      | emergency department   | not needed                                        | can wait                           | positive      | out of scope      | out of scope      | nothing                 |
      | outpatient safe clinic | not known                                         | cannot wait                        | not done      | recommended       | needs information | nothing                 |
      | not known              | needed                                            | cannot wait                        | not done      | needs information | after weighing    | nothing                 |

  @note-assess-now-beside-1.4
  Scenario Outline: It is told where the film is not recommended, though a CT may be done
    Given care setting: screening clinic
    And reason for the visit: epidemiological
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And severity of illness: <severity of illness>
    And respiratory rate: <respiratory rate>
    And RT-PCR result: not done
    And urgent operation or procedure for another disease: needed
    And time to wait for the RT-PCR result: cannot wait
    When the guideline is asked
    Then chest X-ray: not recommended
    And chest CT: after weighing
    And note: <note>

    Examples:
      | severity of illness | respiratory rate | note                                                                                                        |
      | mild                | 16 breaths/min   | nothing                                                                                                     |
      | mild                | 24 breaths/min   | Assess this patient now, What was used about symptoms or signs differs from a measurement or another source |
      | severe              | 16 breaths/min   | Assess this patient now, A severe or critical illness is stated, and every symptom is denied                |

  @note-assess-now-against-advice-not-to
  Scenario: A severe illness where imaging is not recommended, though every symptom is denied
    Given care setting: screening clinic
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And severity of illness: severe
    When the guideline is asked
    Then chest X-ray: not recommended
    And chest CT: not recommended
    And note: Assess this patient now, A severe or critical illness is stated, and every symptom is denied

  @note-severe-without-symptoms
  Scenario Outline: It is only said where every symptom is denied
    Given care setting: emergency department
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And other symptoms or signs: <other symptoms or signs>
    And severity of illness: <severity of illness>
    When the guideline is asked
    Then note: <note>

    Examples:
      | fever | respiratory symptoms | other symptoms or signs | severity of illness | note                                                                                         |
      | no    | no                   | no                      | critical            | Assess this patient now, A severe or critical illness is stated, and every symptom is denied |
      | yes   | no                   | no                      | critical            | Assess this patient now                                                                      |
      | no    | yes                  | no                      | severe              | Assess this patient now                                                                      |
      | no    | no                   | yes                     | severe              | Assess this patient now                                                                      |
      | no    | not known            | no                      | severe              | Assess this patient now                                                                      |
      | no    | no                   | no                      | moderate            | nothing                                                                                      |
      | no    | no                   | no                      | mild                | nothing                                                                                      |
      | no    | no                   | no                      | none                | nothing                                                                                      |

  @note-film-does-not-exclude
  Scenario Outline: A film without definite pneumonia
    Given care setting: inpatient ward
    And chest X-ray finding: <chest X-ray finding>
    And pneumonia in the clinician's judgement: not suspected
    When the guideline is asked
    Then chest CT: no statement
    And note: <note>

    Examples:
      | chest X-ray finding                              | note                                                                         |
      | no definite pneumonia                            | A chest X-ray without definite pneumonia does not exclude COVID-19 pneumonia |
      | definite pneumonia                               | nothing                                                                      |
      | not done                                         | nothing                                                                      |
      | one of definite pneumonia, no definite pneumonia | nothing                                                                      |
      | not known                                        | nothing                                                                      |

  @note-repeat-rt-pcr
  Scenario Outline: A negative RT-PCR with a high suspicion
    Given care setting: inpatient ward
    And RT-PCR result: <RT-PCR result>
    And clinical suspicion of COVID-19: <clinical suspicion of COVID-19>
    When the guideline is asked
    Then note: <note>

    Examples:
      | RT-PCR result            | clinical suspicion of COVID-19 | note                                      |
      | negative                 | high                           | RT-PCR is negative and the suspicion high |
      | negative                 | not high                       | nothing                                   |
      | negative                 | not known                      | nothing                                   |
      | pending                  | high                           | nothing                                   |
      | inconclusive             | high                           | nothing                                   |
      | not done                 | high                           | nothing                                   |
      | positive                 | high                           | nothing                                   |
      | one of pending, negative | high                           | nothing                                   |

  @note-on-an-ordered-ct
  Scenario Outline: Pregnancy, childhood and a recent CT, on an ordered CT
    Given care setting: emergency department
    And pregnant: <pregnant>
    And age in years: <age in years>
    And recent CT: <recent CT>
    When chest CT is ordered
    Then chest CT: needs information
    And note: <note>

    Examples:
      | pregnant  | age in years | recent CT | note                                                                              |
      | yes       | 34           | no        | The patient is pregnant                                                           |
      | no        | 17           | no        | The patient is under 18                                                           |
      | no        | 0            | no        | The patient is under 18                                                           |
      | no        | 18           | yes       | The patient has had a recent CT                                                   |
      | yes       | 17           | yes       | The patient is pregnant, The patient is under 18, The patient has had a recent CT |
      | no        | 18           | no        | nothing                                                                           |
      | not known | 34           | not known | nothing                                                                           |

  @note-on-a-ct-that-may-be-done
  Scenario Outline: The same without an order, where the guideline lets a CT be done
    Given care setting: outpatient safe clinic
    And fever: yes
    And RT-PCR result: <RT-PCR result>
    And clinical suspicion of COVID-19: not high
    And severity of illness: none
    And urgent operation or procedure for another disease: needed
    And time to wait for the RT-PCR result: <time to wait for the RT-PCR result>
    And pregnant: <pregnant>
    And age in years: <age in years>
    And recent CT: <recent CT>
    When the guideline is asked
    Then chest CT: <chest CT>
    And note: <note>

    Examples:
      | RT-PCR result | time to wait for the RT-PCR result | pregnant  | age in years | recent CT | chest CT          | note                                                                              |
      | not done      | cannot wait                        | yes       | 17           | yes       | after weighing    | The patient is pregnant, The patient is under 18, The patient has had a recent CT |
      | not done      | cannot wait                        | yes       | 34           | no        | after weighing    | The patient is pregnant                                                           |
      | not done      | cannot wait                        | no        | 18           | no        | after weighing    | nothing                                                                           |
      | not done      | cannot wait                        | not known | 18           | not known | after weighing    | nothing                                                                           |
      | not done      | can wait                           | yes       | 17           | yes       | no statement      | nothing                                                                           |
      | not done      | not known                          | yes       | 17           | yes       | needs information | nothing                                                                           |
      | positive      | cannot wait                        | yes       | 17           | yes       | out of scope      | nothing                                                                           |

  @note-not-where-ct-is-not-recommended
  Scenario: None of them where CT is not recommended anyway
    Given care setting: screening clinic
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And pregnant: yes
    And age in years: 17
    And recent CT: yes
    When the guideline is asked
    Then chest CT: not recommended
    And note: nothing

  @note-not-on-a-film
  Scenario: None of them on a film alone
    Given care setting: outpatient safe clinic
    And fever: yes
    And pregnant: yes
    And age in years: 17
    And recent CT: yes
    When chest X-ray is ordered
    Then chest X-ray: recommended
    And chest CT: no statement
    And note: nothing
