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

  @note-assess-now-not-where-imaging-may-be-done
  Scenario Outline: Nothing is said of it where both examinations have an answer in favour
    Given care setting: outpatient safe clinic
    And fever: <fever>
    And respiratory symptoms: no
    And oxygen saturation: 90 %
    And severity of illness: severe
    And RT-PCR result: not done
    And pneumonia in the clinician's judgement: suspected
    And chest X-ray finding: <chest X-ray finding>
    When the guideline is asked
    Then chest X-ray: <chest X-ray>
    And chest CT: <chest CT>
    And note: <note>

    Examples:
      | fever | chest X-ray finding   | chest X-ray  | chest CT       | note                                                                                                  |
      | yes   | no definite pneumonia | recommended  | after weighing | A chest X-ray without definite pneumonia does not exclude COVID-19 pneumonia                          |
      | no    | no definite pneumonia | no statement | after weighing | Assess this patient now, A chest X-ray without definite pneumonia does not exclude COVID-19 pneumonia |
      | yes   | definite pneumonia    | recommended  | no statement   | Assess this patient now                                                                               |

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
  Scenario: The same where the guideline lets a CT be done
    Given care setting: emergency department
    And RT-PCR result: not done
    And severity of illness: critical
    And time to wait for the RT-PCR result: cannot wait
    And pregnant: yes
    And age in years: 17
    And recent CT: yes
    When the guideline is asked
    Then chest X-ray: no statement
    And chest CT: after weighing
    And note: Assess this patient now, The patient is pregnant, The patient is under 18, The patient has had a recent CT

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
