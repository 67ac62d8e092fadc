Feature: Statement 1.1: people without symptoms who visit a screening clinic
  For them, screening by chest X-ray or chest CT is not recommended. All patients are invented.

  @1.1-applies-without-symptoms
  Scenario Outline: It applies to every visitor without symptoms who is not critically ill
    Given care setting: screening clinic
    And reason for the visit: <reason for the visit>
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And RT-PCR result: not done
    And severity of illness: <severity of illness>
    When the guideline is asked
    Then chest X-ray: not recommended
    And because of statement: 1.1
    And presumed: nothing
    And chest CT: not recommended
    And because of statement: 1.1
    And presumed: pneumonia in the clinician's judgement: not suspected, urgent operation or procedure for another disease: not needed

    Examples:
      | reason for the visit | severity of illness |
      | epidemiological      | none                |
      | unspecified          | none                |
      | epidemiological      | mild                |
      | unspecified          | moderate            |
      | epidemiological      | severe              |

  @1.1-applies-where-symptoms-alone-were-asked
  Scenario: It applies where nothing but symptoms was asked, on presumptions that are listed
    Given care setting: screening clinic
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    When the guideline is asked
    Then chest X-ray: not recommended
    And because of statement: 1.1
    And presumed: reason for the visit: not medical, RT-PCR result: not positive, severity of illness: not critical
    And chest CT: not recommended
    And because of statement: 1.1
    And presumed: reason for the visit: not medical, RT-PCR result: not positive, clinical suspicion of COVID-19: not high, pneumonia in the clinician's judgement: not suspected, severity of illness: not critical, urgent operation or procedure for another disease: not needed

  @1.1-applies-with-a-film-and-a-result
  Scenario Outline: It applies to CT too where none of the circumstances of 1.4 is met
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
    And urgent operation or procedure for another disease: not needed
    When the guideline is asked
    Then chest X-ray: not recommended
    And chest CT: not recommended
    And because of statement: 1.1
    And overruled: nothing
    And presumed: nothing

    Examples:
      | RT-PCR result | clinical suspicion of COVID-19 | pneumonia in the clinician's judgement | chest X-ray finding   |
      | negative      | not high                       | not suspected                          | no definite pneumonia |
      | not done      | high                           | suspected                              | not done              |
      | pending       | high                           | suspected                              | definite pneumonia    |
      | inconclusive  | high                           | not suspected                          | no definite pneumonia |

  @1.1-does-not-apply-where-one-part-differs
  Scenario Outline: It does not apply where one part is otherwise
    Given care setting: <care setting>
    And reason for the visit: <reason for the visit>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And other symptoms or signs: <other symptoms or signs>
    And severity of illness: <severity of illness>
    And RT-PCR result: not done
    And pneumonia in the clinician's judgement: not suspected
    And urgent operation or procedure for another disease: not needed
    And time to wait for the RT-PCR result: can wait
    When the guideline is asked
    Then chest X-ray: <chest X-ray>
    And presumed: nothing
    And chest CT: no statement
    And because of statement: nothing
    And presumed: nothing

    Examples:
      | care setting           | reason for the visit | fever | respiratory symptoms | other symptoms or signs | severity of illness | chest X-ray       |
      | outpatient safe clinic | epidemiological      | no    | no                   | no                      | none                | no statement      |
      | emergency department   | epidemiological      | no    | no                   | no                      | none                | no statement      |
      | inpatient ward         | epidemiological      | no    | no                   | no                      | none                | no statement      |
      | intensive care unit    | epidemiological      | no    | no                   | no                      | none                | no statement      |
      | another setting        | epidemiological      | no    | no                   | no                      | none                | no statement      |
      | screening clinic       | medical              | no    | no                   | no                      | none                | no statement      |
      | screening clinic       | epidemiological      | yes   | no                   | no                      | none                | no statement      |
      | screening clinic       | epidemiological      | no    | yes                  | no                      | none                | may be considered |
      | screening clinic       | epidemiological      | no    | no                   | yes                     | none                | no statement      |
      | screening clinic       | epidemiological      | no    | no                   | no                      | critical            | no statement      |

  @1.1-cannot-be-known
  Scenario Outline: It cannot be known where one part is not known or not presumed
    Given care setting: <care setting>
    And reason for the visit: <reason for the visit>
    And fever: <fever>
    And respiratory symptoms: <respiratory symptoms>
    And other symptoms or signs: <other symptoms or signs>
    And severity of illness: <severity of illness>
    And time to wait for the RT-PCR result: can wait
    When the guideline is asked
    Then chest X-ray: needs information
    And asked: <asked>
    And because of statement: nothing
    And chest CT: needs information
    And asked: <asked>
    And because of statement: nothing

    Examples:
      | care setting                             | reason for the visit        | fever     | respiratory symptoms | other symptoms or signs | severity of illness     | asked                          |
      | not known                                | epidemiological             | no        | no                   | no                      | none                    | care setting                   |
      | one of screening clinic, another setting | epidemiological             | no        | no                   | no                      | none                    | care setting                   |
      | screening clinic                         | one of unspecified, medical | no        | no                   | no                      | none                    | reason for the visit           |
      | screening clinic                         | epidemiological             | not known | no                   | no                      | none                    | fever                          |
      | screening clinic                         | epidemiological             | no        | not known            | no                      | none                    | respiratory symptoms           |
      | screening clinic                         | epidemiological             | no        | no                   | not known               | none                    | other symptoms or signs        |
      | screening clinic                         | epidemiological             | no        | no                   | no                      | one of severe, critical | severity of illness            |
      | screening clinic                         | epidemiological             | not known | no                   | not known               | none                    | fever, other symptoms or signs |
