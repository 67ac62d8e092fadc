Feature: Statement 1.4.a: pneumonia is suspected, and the chest X-ray does not show it definitely
  A chest CT can be done, after weighing individual risks and benefits. All patients are invented.

  @1.4.a-applies-anywhere
  Scenario Outline: It applies wherever the patient is
    Given care setting: <care setting>
    And respiratory symptoms: yes
    And RT-PCR result: <RT-PCR result>
    And pneumonia in the clinician's judgement: suspected
    And chest X-ray finding: no definite pneumonia
    When the guideline is asked
    Then chest CT: after weighing
    And because of statement: 1.4.a
    And overruled: nothing
    And asked: nothing
    And presumed: nothing

    Examples:
      | care setting           | RT-PCR result |
      | screening clinic       | not done      |
      | outpatient safe clinic | pending       |
      | emergency department   | inconclusive  |
      | inpatient ward         | not done      |
      | intensive care unit    | not done      |
      | another setting        | not done      |

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
