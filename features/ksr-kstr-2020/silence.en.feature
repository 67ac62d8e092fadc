Feature: Silence: what the guideline does not speak of
  Silence is told as silence. It is never told as "not recommended". All patients are invented.

  @silence-on-the-film
  Scenario Outline: Of a chest X-ray, the guideline speaks in two clinics only
    Given care setting: <care setting>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And other symptoms or signs: <other symptoms or signs>
    When chest X-ray is ordered
    Then chest X-ray: no statement
    And the words say: Silence is not advice against it
    And the words never say: not recommended
    And the order: has no criteria in the guideline

    Examples:
      | care setting           | fever | respiratory symptoms | other symptoms or signs |
      | screening clinic       | yes   | no                   | no                      |
      | screening clinic       | no    | no                   | yes                     |
      | outpatient safe clinic | no    | no                   | yes                     |
      | emergency department   | yes   | yes                  | yes                     |
      | inpatient ward         | yes   | yes                  | no                      |
      | intensive care unit    | yes   | yes                  | yes                     |
      | another setting        | no    | yes                  | no                      |

  @silence-on-ct
  Scenario Outline: Of CT for patients with symptoms, it speaks in three circumstances, which are named
    Given care setting: <care setting>
    And fever: yes
    And respiratory symptoms: yes
    And RT-PCR result: pending
    When the guideline is asked
    Then chest CT: no statement
    And the words say: Silence is not advice against it
    And the words say: 1.4.a (
    And the words say: 1.4.b (
    And the words say: 1.4.c (
    And the words say: RT-PCR result: pending
    And the words never say: not recommended

    Examples:
      | care setting           |
      | screening clinic       |
      | outpatient safe clinic |
      | emergency department   |
      | inpatient ward         |
      | another setting        |

  @silence-on-an-ordered-ct
  Scenario: An order of CT that nothing speaks for has no criteria, and is not called wrong
    Given care setting: emergency department
    And RT-PCR result: pending
    And pneumonia in the clinician's judgement: not suspected
    And severity of illness: moderate
    And urgent operation or procedure for another disease: not needed
    When chest CT is ordered
    Then chest CT: no statement
    And asked: nothing
    And presumed: nothing
    And the order: has no criteria in the guideline

  @silence-only-where-it-is-known
  Scenario: What is not known is asked, and not taken for silence
    Given care setting: screening clinic
    And fever: no
    When the guideline is asked
    Then chest X-ray: needs information
    And asked: respiratory symptoms, other symptoms or signs
    And the words never say: no statement
