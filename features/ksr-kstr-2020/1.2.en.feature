Feature: Statement 1.2: respiratory symptoms at a screening clinic
  A chest X-ray may be considered. All patients are invented.

  @1.2-applies-with-respiratory-symptoms
  Scenario Outline: It applies with respiratory symptoms, whatever else there is
    Given care setting: screening clinic
    And reason for the visit: <reason for the visit>
    And fever: <fever>
    And respiratory symptoms: yes
    And other symptoms or signs: <other symptoms or signs>
    And severity of illness: <severity of illness>
    And RT-PCR result: <RT-PCR result>
    And time to wait for the RT-PCR result: can wait
    When the guideline is asked
    Then chest X-ray: may be considered
    And because of statement: 1.2
    And asked: nothing
    And presumed: nothing
    And chest CT: no statement

    Examples:
      | reason for the visit | fever     | other symptoms or signs | severity of illness | RT-PCR result |
      | epidemiological      | no        | no                      | none                | not done      |
      | unspecified          | yes       | no                      | mild                | pending       |
      | medical              | yes       | yes                     | severe              | inconclusive  |
      | not known            | not known | not known               | critical            | not done      |

  @1.2-applies-where-little-was-asked
  Scenario: It applies where little more is known, on the presumption that RT-PCR is not positive
    Given care setting: screening clinic
    And respiratory symptoms: yes
    When the guideline is asked
    Then chest X-ray: may be considered
    And because of statement: 1.2
    And presumed: RT-PCR result: not positive
    And chest CT: no statement
    And because of statement: nothing
    And presumed: RT-PCR result: not positive, clinical suspicion of COVID-19: not high, pneumonia in the clinician's judgement: not suspected, severity of illness: not critical, urgent operation or procedure for another disease: not needed

  @1.2-does-not-apply-elsewhere
  Scenario Outline: It does not apply elsewhere
    Given care setting: <care setting>
    And fever: no
    And respiratory symptoms: yes
    And RT-PCR result: not done
    When the guideline is asked
    Then chest X-ray: <chest X-ray>
    And because of statement: <because of statement>

    Examples:
      | care setting           | chest X-ray  | because of statement |
      | outpatient safe clinic | recommended  | 1.3                  |
      | emergency department   | no statement | nothing              |
      | inpatient ward         | no statement | nothing              |
      | intensive care unit    | no statement | nothing              |
      | another setting        | no statement | nothing              |

  @1.2-does-not-apply-without-respiratory-symptoms
  Scenario Outline: It does not apply to fever or other symptoms alone
    Given care setting: screening clinic
    And fever: <fever>
    And respiratory symptoms: no
    And other symptoms or signs: <other symptoms or signs>
    And RT-PCR result: not done
    When the guideline is asked
    Then chest X-ray: no statement
    And because of statement: nothing
    And presumed: nothing
    And by interpretation: <by interpretation>

    Examples:
      | fever | other symptoms or signs | by interpretation                         |
      | yes   | no                      | 1.2.fever-alone                           |
      | no    | yes                     | 1.1.signs-count, 1.2.other-symptoms-alone |

  @1.2-cannot-be-known-without-the-symptoms
  Scenario: It cannot be known while nobody asked for respiratory symptoms
    Given care setting: screening clinic
    And fever: yes
    When the guideline is asked
    Then chest X-ray: needs information
    And asked: respiratory symptoms
    And because of statement: nothing
    And possibly because of statement: 1.2
    And chest CT: no statement
    And presumed: RT-PCR result: not positive, clinical suspicion of COVID-19: not high, pneumonia in the clinician's judgement: not suspected, severity of illness: not critical, urgent operation or procedure for another disease: not needed

  @1.2-cannot-be-known-without-the-place
  Scenario Outline: It cannot be known without the place
    Given care setting: <care setting>
    And fever: no
    And respiratory symptoms: yes
    When the guideline is asked
    Then chest X-ray: needs information
    And asked: care setting
    And because of statement: nothing
    And possibly because of statement: <possibly because of statement>

    Examples:
      | care setting                                    | possibly because of statement |
      | not known                                       | 1.2, 1.3                      |
      | one of screening clinic, outpatient safe clinic | 1.2, 1.3                      |
      | one of screening clinic, another setting        | 1.2                           |
