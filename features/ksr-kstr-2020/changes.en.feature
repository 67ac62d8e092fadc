Feature: What would change the answer
  Where it is asked for, each single change that settles on another answer is told. All patients are invented.

  @changes-of-a-known-fact
  Scenario: A known fact is otherwise
    Given care setting: outpatient safe clinic
    And fever: yes
    And respiratory symptoms: no
    And RT-PCR result: not done
    And it is asked what would change the answer
    When the guideline is asked
    Then chest X-ray: recommended
    And would change with: care setting: screening clinic → no statement, care setting: emergency department → no statement, care setting: inpatient ward → no statement, care setting: intensive care unit → no statement, care setting: another setting → no statement, fever: no → no statement, RT-PCR result: positive → out of scope

  @changes-of-a-presumed-fact
  Scenario: A presumption does not hold
    Given care setting: outpatient safe clinic
    And respiratory symptoms: yes
    And fever: yes
    And it is asked what would change the answer
    When the guideline is asked
    Then chest X-ray: recommended
    And presumed: RT-PCR result: not positive
    And would change with: care setting: screening clinic → may be considered, care setting: emergency department → no statement, care setting: inpatient ward → no statement, care setting: intensive care unit → no statement, care setting: another setting → no statement, RT-PCR result: positive → out of scope

  @changes-nothing
  Scenario: Where more must be known first, a change that settles is told too
    Given care setting: emergency department
    And clinical suspicion of COVID-19: high
    And it is asked what would change the answer
    When the guideline is asked
    Then chest CT: needs information
    And would change with: clinical suspicion of COVID-19: not high → no statement
