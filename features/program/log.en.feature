Feature: The log: no answer leaves before its record is on disk
  All patients are invented.

  @log-every-answer
  Scenario Outline: Every answer is on record, whatever it says
    Given care setting: <care setting>
    And fever: <fever>
    And respiratory symptoms: no
    And other symptoms or signs: no
    And RT-PCR result: <RT-PCR result>
    And body temperature: 36.6 °C
    And age in years: 34
    When chest CT is ordered
    Then chest X-ray: <chest X-ray>
    And records made: 1
    And the answer is on record
    And read back, it is the same
    And decided again from its record, it is the same
    And the log holds

    Examples:
      | care setting           | fever     | RT-PCR result            | chest X-ray       |
      | outpatient safe clinic | yes       | not done                 | recommended       |
      | screening clinic       | no        | not done                 | not recommended   |
      | screening clinic       | yes       | one of not done, pending | no statement      |
      | screening clinic       | not known | not done                 | needs information |
      | screening clinic       | no        | positive                 | out of scope      |
      | not known              | not known | not known                | needs information |

  @log-how-it-was-asked
  Scenario: How it was asked is on record too
    Given care setting: screening clinic
    And fever: no
    And respiratory symptoms: no
    And other symptoms or signs: no
    And nothing is presumed
    And it is asked what would change the answer
    And asked as of: 2020-04-21T15:00:00+09:00
    When chest X-ray is ordered
    Then chest X-ray: needs information
    And the order: cannot be judged yet
    And read back, it is the same
    And decided again from its record, it is the same

  @log-same-twice
  Scenario: The same question has the same answer, and two records
    Given care setting: screening clinic
    And respiratory symptoms: yes
    When the guideline is asked
    And the same is asked again
    Then both answers give the same advice
    And records made: 2
    And the later record supersedes no other

  @log-one-episode
  Scenario: Within one episode, a later record supersedes the earlier one
    Given care setting: screening clinic
    And respiratory symptoms: yes
    And local patient id: invented-0017
    And episode: invented-visit-17
    When the guideline is asked
    And the same is asked again
    Then both answers give the same advice
    And records made: 2
    And the later record supersedes the earlier one

  @log-one-key
  Scenario: Sent twice under one idempotency key, it is recorded once
    Given care setting: outpatient safe clinic
    And fever: yes
    When the guideline is asked under an idempotency key
    And the guideline is asked under an idempotency key
    Then both answers are one and the same
    And records made: 1

  @log-key-of-another-request
  Scenario: A key that another request has used is refused
    Given care setting: outpatient safe clinic
    And fever: yes
    When the guideline is asked under an idempotency key
    And something else is asked under that key
    Then the key is refused for another request
    And records made: 1

  @log-nobody-named
  Scenario: The patient's id is nowhere in it
    Given care setting: inpatient ward
    And local patient id: invented-0042
    When the guideline is asked
    Then the answer is on record
    And the log nowhere holds the local patient id

  @log-changed-byte
  Scenario: A changed byte is found, and the record named
    Given care setting: emergency department
    And clinical suspicion of COVID-19: high
    And RT-PCR result: negative
    When chest CT is ordered
    And one byte of the record is changed
    Then verifying the log names the record

  @log-cannot-append
  Scenario: Where it cannot be recorded, nothing is answered
    Given care setting: outpatient safe clinic
    And fever: yes
    When the guideline is asked while the log cannot append
    Then no answer is given
    And records made: 0

  @log-on-purpose-unrecorded
  Scenario: An answer without a record says so
    Given care setting: outpatient safe clinic
    And fever: yes
    When the guideline is asked without a record
    Then chest X-ray: recommended
    And the answer says that it is not on record
    And records made: 0
