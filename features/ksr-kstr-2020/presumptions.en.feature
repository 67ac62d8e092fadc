Feature: Presumptions: what is presumed, where nobody asked
  Every presumption that an answer rests on is listed; what is known in part, what points the other way and an order
  of CT undo it. All patients are invented.

  @presumed-reason-for-the-visit
  Scenario Outline: A visitor has not come for a medical reason, unless an urgent procedure is needed
    Given care setting: screening clinic
    And reason for the visit: <reason for the visit>
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And RT-PCR result: not done
    And severity of illness: none
    And urgent operation or procedure for another disease: <urgent operation or procedure for another disease>
    When the guideline is asked
    Then chest X-ray: <chest X-ray>
    And asked: <asked>
    And presumed: <presumed>

    Examples:
      | reason for the visit                | urgent operation or procedure for another disease | chest X-ray       | asked                | presumed                          |
      | not known                           | not known                                         | not recommended   | nothing              | reason for the visit: not medical |
      | not known                           | not needed                                        | not recommended   | nothing              | reason for the visit: not medical |
      | not known                           | needed                                            | needs information | reason for the visit | nothing                           |
      | epidemiological                     | needed                                            | not recommended   | nothing              | nothing                           |
      | one of epidemiological, unspecified | needed                                            | not recommended   | nothing              | nothing                           |
      | one of epidemiological, medical     | not needed                                        | needs information | reason for the visit | nothing                           |

  @presumed-rt-pcr
  Scenario Outline: RT-PCR is not positive
    Given care setting: another setting
    And RT-PCR result: <RT-PCR result>
    When the guideline is asked
    Then chest X-ray: <chest X-ray>
    And asked: <asked>
    And presumed: <presumed>

    Examples:
      | RT-PCR result                                    | chest X-ray       | asked         | presumed                    |
      | not known                                        | no statement      | nothing       | RT-PCR result: not positive |
      | inconclusive                                     | no statement      | nothing       | nothing                     |
      | one of not done, pending, negative, inconclusive | no statement      | nothing       | nothing                     |
      | one of not done, pending, positive               | needs information | RT-PCR result | nothing                     |

  @presumed-suspicion-of-covid-19
  Scenario Outline: The suspicion of COVID-19 is not high, unless RT-PCR is negative
    Given care setting: emergency department
    And clinical suspicion of COVID-19: <clinical suspicion of COVID-19>
    And RT-PCR result: <RT-PCR result>
    And pneumonia in the clinician's judgement: not suspected
    And severity of illness: none
    And urgent operation or procedure for another disease: not needed
    When the guideline is asked
    Then chest CT: <chest CT>
    And asked: <asked>
    And presumed: <presumed>

    Examples:
      | clinical suspicion of COVID-19 | RT-PCR result             | chest CT          | asked                          | presumed                                                              |
      | not known                      | not known                 | no statement      | nothing                        | RT-PCR result: not positive, clinical suspicion of COVID-19: not high |
      | not known                      | one of not done, negative | no statement      | nothing                        | clinical suspicion of COVID-19: not high                              |
      | not known                      | not done                  | no statement      | nothing                        | nothing                                                               |
      | not known                      | negative                  | needs information | clinical suspicion of COVID-19 | nothing                                                               |
      | not high                       | negative                  | no statement      | nothing                        | nothing                                                               |

  @presumed-pneumonia
  Scenario Outline: Pneumonia is not suspected, unless a film shows no definite pneumonia
    Given care setting: emergency department
    And pneumonia in the clinician's judgement: <pneumonia in the clinician's judgement>
    And chest X-ray finding: <chest X-ray finding>
    And RT-PCR result: not done
    And severity of illness: none
    And urgent operation or procedure for another disease: not needed
    When the guideline is asked
    Then chest CT: <chest CT>
    And asked: <asked>
    And presumed: <presumed>
    And by interpretation: <by interpretation>

    Examples:
      | pneumonia in the clinician's judgement | chest X-ray finding                    | chest CT          | asked                                  | presumed                                              | by interpretation |
      | not known                              | not known                              | no statement      | nothing                                | pneumonia in the clinician's judgement: not suspected | nothing           |
      | not known                              | one of not done, no definite pneumonia | no statement      | nothing                                | pneumonia in the clinician's judgement: not suspected | nothing           |
      | not known                              | definite pneumonia                     | no statement      | nothing                                | nothing                                               | nothing           |
      | not known                              | not done                               | no statement      | nothing                                | nothing                                               | nothing           |
      | not known                              | no definite pneumonia                  | needs information | pneumonia in the clinician's judgement | nothing                                               | 1.4.any-place     |
      | not suspected                          | no definite pneumonia                  | no statement      | nothing                                | nothing                                               | nothing           |


  @presumed-severity
  Scenario Outline: Nobody is critically ill unsaid, except in intensive care or where RT-PCR cannot be waited for
    Given care setting: <care setting>
    And severity of illness: <severity of illness>
    And RT-PCR result: pending
    And pneumonia in the clinician's judgement: not suspected
    And urgent operation or procedure for another disease: not needed
    And respiratory symptoms: yes
    And time to wait for the RT-PCR result: <time to wait for the RT-PCR result>
    When the guideline is asked
    Then chest CT: <chest CT>
    And asked: <asked>
    And presumed: <presumed>

    Examples:
      | care setting                               | severity of illness     | time to wait for the RT-PCR result | chest CT          | asked                                                   | presumed                          |
      | screening clinic                           | not known               | not known                          | no statement      | nothing                                                 | severity of illness: not critical |
      | outpatient safe clinic                     | not known               | not known                          | no statement      | nothing                                                 | severity of illness: not critical |
      | emergency department                       | not known               | not known                          | no statement      | nothing                                                 | severity of illness: not critical |
      | inpatient ward                             | not known               | not known                          | no statement      | nothing                                                 | severity of illness: not critical |
      | another setting                            | not known               | not known                          | no statement      | nothing                                                 | severity of illness: not critical |
      | not known                                  | not known               | not known                          | no statement      | nothing                                                 | severity of illness: not critical |
      | one of inpatient ward, intensive care unit | not known               | not known                          | no statement      | nothing                                                 | severity of illness: not critical |
      | intensive care unit                        | not known               | not known                          | needs information | severity of illness, time to wait for the RT-PCR result | nothing                           |
      | intensive care unit                        | not known               | can wait                           | no statement      | nothing                                                 | nothing                           |
      | emergency department                       | not known               | cannot wait                        | needs information | severity of illness                                     | nothing                           |
      | emergency department                       | not known               | can wait                           | no statement      | nothing                                                 | nothing                           |
      | emergency department                       | severe                  | cannot wait                        | no statement      | nothing                                                 | nothing                           |
      | emergency department                       | one of severe, critical | not known                          | needs information | severity of illness, time to wait for the RT-PCR result | nothing                           |

  @presumed-severity-of-a-visitor
  Scenario Outline: The same holds for the film of a visitor without symptoms
    Given care setting: screening clinic
    And reason for the visit: unspecified
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And RT-PCR result: not done
    And time to wait for the RT-PCR result: <time to wait for the RT-PCR result>
    When the guideline is asked
    Then chest X-ray: <chest X-ray>
    And asked: <asked>
    And presumed: <presumed>

    Examples:
      | time to wait for the RT-PCR result | chest X-ray       | asked               | presumed                          |
      | not known                          | not recommended   | nothing             | severity of illness: not critical |
      | can wait                           | not recommended   | nothing             | severity of illness: not critical |
      | cannot wait                        | needs information | severity of illness | nothing                           |

  @presumed-urgent-procedure
  Scenario Outline: No urgent procedure is needed unsaid, except where RT-PCR cannot be waited for
    Given care setting: intensive care unit
    And severity of illness: mild
    And RT-PCR result: <RT-PCR result>
    And clinical suspicion of COVID-19: not high
    And pneumonia in the clinician's judgement: not suspected
    And urgent operation or procedure for another disease: <urgent operation or procedure for another disease>
    And time to wait for the RT-PCR result: <time to wait for the RT-PCR result>
    When the guideline is asked
    Then chest CT: <chest CT>
    And asked: <asked>
    And presumed: <presumed>
    And by interpretation: <by interpretation>

    Examples:
      | RT-PCR result | urgent operation or procedure for another disease | time to wait for the RT-PCR result | chest CT          | asked                                             | presumed                                                      | by interpretation                  |
      | not done      | not known                                         | not known                          | no statement      | nothing                                           | urgent operation or procedure for another disease: not needed | nothing                            |
      | not done      | not known                                         | can wait                           | no statement      | nothing                                           | nothing                                                       | nothing                            |
      | not done      | not known                                         | cannot wait                        | needs information | urgent operation or procedure for another disease | nothing                                                       | 1.4.any-place, 1.4.c.no-result-yet |
      | not done      | not needed                                        | cannot wait                        | no statement      | nothing                                           | nothing                                                       | nothing                            |
      | negative      | not known                                         | not known                          | no statement      | nothing                                           | nothing                                                       | nothing                            |

  @presumed-reason-undone-by-nothing-else
  Scenario Outline: Nothing else undoes why a visitor has come
    Given care setting: screening clinic
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And RT-PCR result: <RT-PCR result>
    And clinical suspicion of COVID-19: <clinical suspicion of COVID-19>
    And pneumonia in the clinician's judgement: <pneumonia in the clinician's judgement>
    And chest X-ray finding: <chest X-ray finding>
    And severity of illness: <severity of illness>
    And time to wait for the RT-PCR result: <time to wait for the RT-PCR result>
    And purpose of the imaging: <purpose of the imaging>
    When the guideline is asked
    Then chest X-ray: not recommended
    And presumed: reason for the visit: not medical

    Examples:
      | RT-PCR result | clinical suspicion of COVID-19 | pneumonia in the clinician's judgement | chest X-ray finding   | severity of illness | time to wait for the RT-PCR result | purpose of the imaging           |
      | pending       | high                           | suspected                              | not done              | mild                | can wait                           | screening                        |
      | negative      | not high                       | not suspected                          | definite pneumonia    | moderate            | cannot wait                        | diagnosis                        |
      | inconclusive  | high                           | not suspected                          | no definite pneumonia | severe              | can wait                           | ruling out COVID-19 pneumonia    |
      | not done      | not high                       | suspected                              | not done              | none                | cannot wait                        | before an operation or procedure |
      | not done      | high                           | not suspected                          | definite pneumonia    | none                | can wait                           | follow-up                        |

  @presumed-reasons-of-ct-undone-by-nothing-else
  Scenario Outline: Nothing else undoes the presumptions on CT
    Given care setting: <care setting>
    And reason for the visit: <reason for the visit>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And other symptoms or signs: yes
    And purpose of the imaging: <purpose of the imaging>
    When the guideline is asked
    Then chest CT: no statement
    And presumed: RT-PCR result: not positive, clinical suspicion of COVID-19: not high, pneumonia in the clinician's judgement: not suspected, severity of illness: not critical, urgent operation or procedure for another disease: not needed

    Examples:
      | care setting           | reason for the visit | fever | respiratory symptoms | purpose of the imaging           |
      | screening clinic       | medical              | no    | yes                  | screening                        |
      | outpatient safe clinic | epidemiological      | yes   | no                   | diagnosis                        |
      | emergency department   | unspecified          | yes   | yes                  | ruling out COVID-19 pneumonia    |
      | inpatient ward         | medical              | no    | no                   | before an operation or procedure |
      | another setting        | unspecified          | no    | yes                  | follow-up                        |

  @presumed-beside-what-is-known
  Scenario Outline: Nor do known severity, urgency or intensive care undo the others
    Given care setting: intensive care unit
    And severity of illness: <severity of illness>
    And urgent operation or procedure for another disease: <urgent operation or procedure for another disease>
    And time to wait for the RT-PCR result: can wait
    When the guideline is asked
    Then chest X-ray: no statement
    And presumed: RT-PCR result: not positive
    And chest CT: no statement
    And presumed: RT-PCR result: not positive, clinical suspicion of COVID-19: not high, pneumonia in the clinician's judgement: not suspected

    Examples:
      | severity of illness | urgent operation or procedure for another disease |
      | mild                | not needed                                        |
      | critical            | not needed                                        |
      | none                | needed                                            |

  @presumed-severity-of-a-visitor-undone-by-nothing-else
  Scenario Outline: Nothing else undoes that a visitor is not critically ill
    Given care setting: screening clinic
    And reason for the visit: epidemiological
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And RT-PCR result: <RT-PCR result>
    And urgent operation or procedure for another disease: <urgent operation or procedure for another disease>
    And purpose of the imaging: <purpose of the imaging>
    When the guideline is asked
    Then chest X-ray: not recommended
    And presumed: severity of illness: not critical

    Examples:
      | RT-PCR result | urgent operation or procedure for another disease | purpose of the imaging           |
      | negative      | not needed                                        | screening                        |
      | not done      | needed                                            | before an operation or procedure |
      | pending       | not known                                         | follow-up                        |

  @presumed-not-for-an-order-of-ct
  Scenario: Who orders a CT has a reason, so the reasons are asked and not presumed away
    Given care setting: screening clinic
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    When chest CT is ordered
    Then chest X-ray: not recommended
    And presumed: reason for the visit: not medical, RT-PCR result: not positive, severity of illness: not critical
    And presumably: nothing
    And chest CT: needs information
    And presumably: not recommended
    And asked: RT-PCR result, clinical suspicion of COVID-19, pneumonia in the clinician's judgement, chest X-ray finding, severity of illness, urgent operation or procedure for another disease, time to wait for the RT-PCR result
    And presumed: nothing
    And the words say: A chest CT is not recommended unless
    And the order: cannot be judged yet

  @presumed-not-for-an-order-of-ct-one-by-one
  Scenario Outline: Each reason by itself is asked of who orders a CT
    Given care setting: emergency department
    And RT-PCR result: <RT-PCR result>
    And clinical suspicion of COVID-19: <clinical suspicion of COVID-19>
    And pneumonia in the clinician's judgement: <pneumonia in the clinician's judgement>
    And severity of illness: <severity of illness>
    And urgent operation or procedure for another disease: <urgent operation or procedure for another disease>
    When chest CT is ordered
    Then chest CT: needs information
    And asked: <asked>
    And presumably: no statement
    And the words say: The guideline is silent on a chest CT unless

    Examples:
      | RT-PCR result            | clinical suspicion of COVID-19 | pneumonia in the clinician's judgement | severity of illness | urgent operation or procedure for another disease | asked                                                                                 |
      | one of pending, negative | not known                      | not suspected                          | mild                | not needed                                        | RT-PCR result, clinical suspicion of COVID-19                                         |
      | not done                 | not known                      | not known                              | mild                | not needed                                        | pneumonia in the clinician's judgement, chest X-ray finding                           |
      | not done                 | not known                      | not suspected                          | not known           | not needed                                        | severity of illness, time to wait for the RT-PCR result                               |
      | not done                 | not known                      | not suspected                          | mild                | not known                                         | urgent operation or procedure for another disease, time to wait for the RT-PCR result |

  @presumed-still-for-an-order-of-ct
  Scenario: An order of CT does not undo that RT-PCR is not positive
    Given care setting: emergency department
    And pneumonia in the clinician's judgement: suspected
    And chest X-ray finding: no definite pneumonia
    When chest CT is ordered
    Then chest CT: after weighing
    And presumed: RT-PCR result: not positive

  @presumed-still-the-reason-for-an-order-of-ct
  Scenario: An order of CT does not undo why a visitor has come
    Given care setting: screening clinic
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And RT-PCR result: not done
    And pneumonia in the clinician's judgement: not suspected
    And severity of illness: none
    And urgent operation or procedure for another disease: not needed
    When chest CT is ordered
    Then chest CT: not recommended
    And presumed: reason for the visit: not medical
    And the order: does not agree with the guideline

  @presumed-still-for-an-order-of-a-film
  Scenario: An order of a film undoes nothing
    Given care setting: screening clinic
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    When chest X-ray is ordered
    Then chest X-ray: not recommended
    And presumed: reason for the visit: not medical, RT-PCR result: not positive, severity of illness: not critical
    And chest CT: not recommended
    And presumed: reason for the visit: not medical, RT-PCR result: not positive, clinical suspicion of COVID-19: not high, pneumonia in the clinician's judgement: not suspected, severity of illness: not critical, urgent operation or procedure for another disease: not needed

  @presumed-nothing-presumable
  Scenario: Where not even presumptions settle an order, nothing is presumable
    Given care setting: emergency department
    And clinical suspicion of COVID-19: high
    When chest CT is ordered
    Then chest CT: needs information
    And asked: RT-PCR result, pneumonia in the clinician's judgement, chest X-ray finding, severity of illness, urgent operation or procedure for another disease, time to wait for the RT-PCR result
    And presumably: nothing

  @presumed-nothing-on-request
  Scenario Outline: Who asks for nothing to be presumed is asked instead
    Given care setting: <care setting>
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And nothing is presumed
    When the guideline is asked
    Then chest X-ray: needs information
    And asked: <asked>
    And presumed: nothing

    Examples:
      | care setting           | asked                                                    |
      | screening clinic       | reason for the visit, RT-PCR result, severity of illness |
      | outpatient safe clinic | RT-PCR result                                            |

  @presumed-nothing-where-nothing-was-needed
  Scenario: An answer that presumes nothing is the same without presumptions
    Given care setting: outpatient safe clinic
    And fever: yes
    And RT-PCR result: not done
    And nothing is presumed
    When the guideline is asked
    Then chest X-ray: recommended
    And because of statement: 1.3
    And presumed: nothing
