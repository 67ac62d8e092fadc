Feature: Bad input: what cannot be read is refused, and the field is named
  What was sent is never repeated, and nothing is recorded. All patients are invented.

  @bad-facts
  Scenario Outline: A fact or a value that nobody declared
    When this is sent: <body>
    Then refused: <refused>
    And never told: perhaps
    And never told: "screening"
    And records made: 0

    Examples:
      | body                                                 | refused                                                   |
      | {"facts": {"fever": "perhaps"}}                      | #/facts/fever unknown-value                               |
      | {"facts": {"fever": ""}}                             | #/facts/fever unknown-value                               |
      | {"facts": {"fever": "YES"}}                          | #/facts/fever unknown-value                               |
      | {"facts": {"perhaps": "yes"}}                        | #/facts unknown-fact                                      |
      | {"facts": {"care_setting": "screening"}}             | #/facts/care_setting unknown-value                        |
      | {"facts": {"fever": ["yes", "perhaps"]}}             | #/facts/fever/1 unknown-value                             |
      | {"facts": {"fever": ["yes", "yes"]}}                 | #/facts/fever repeated-value                              |
      | {"facts": {"fever": []}}                             | #/facts/fever empty-list                                  |
      | {"facts": {"fever": true}}                           | #/facts/fever wrong-type                                  |
      | {"facts": {"fever": {"value": "yes"}}}               | #/facts/fever wrong-type                                  |
      | {"facts": {"fever": "perhaps", "rt_pcr": "perhaps"}} | #/facts/fever unknown-value, #/facts/rt_pcr unknown-value |

  @bad-facts-allowed
  Scenario Outline: The refusal names what is allowed
    When this is sent: <body>
    Then refused: <refused>
    And allowed: <allowed>

    Examples:
      | body                                                                     | refused                                           | allowed                                             |
      | {"facts": {"fever": "perhaps"}}                                          | #/facts/fever unknown-value                       | yes, no                                             |
      | {"facts": {"rt_pcr": "perhaps"}}                                         | #/facts/rt_pcr unknown-value                      | not-done, pending, negative, positive, inconclusive |
      | {"order": {"modality": "mri"}}                                           | #/order/modality unknown-value                    | cxr, ct                                             |
      | {"measurements": {"body_temperature": {"value": 37, "unit": "perhaps"}}} | #/measurements/body_temperature/unit unknown-unit | Cel, [degF]                                         |
      | {"guideline": "perhaps"}                                                 | #/guideline unknown-guideline                     | ksr-kstr-2020                                       |

  @bad-measurements
  Scenario Outline: A number that no living patient has
    When this is sent: <body>
    Then refused: <refused>
    And never told: 1234
    And records made: 0

    Examples:
      | body                                                                   | refused                                            |
      | {"measurements": {"body_temperature": {"value": 1234, "unit": "Cel"}}} | #/measurements/body_temperature/value implausible  |
      | {"measurements": {"body_temperature": {"value": 24.9, "unit": "Cel"}}} | #/measurements/body_temperature/value implausible  |
      | {"measurements": {"body_temperature": {"value": 45.1, "unit": "Cel"}}} | #/measurements/body_temperature/value implausible  |
      | {"measurements": {"oxygen_saturation": {"value": 29, "unit": "%"}}}    | #/measurements/oxygen_saturation/value implausible |
      | {"measurements": {"oxygen_saturation": {"value": 101, "unit": "%"}}}   | #/measurements/oxygen_saturation/value implausible |
      | {"measurements": {"respiratory_rate": {"value": 0, "unit": "/min"}}}   | #/measurements/respiratory_rate/value implausible  |
      | {"measurements": {"respiratory_rate": {"value": 91, "unit": "/min"}}}  | #/measurements/respiratory_rate/value implausible  |
      | {"measurements": {"body_temperature": {"value": "38", "unit": "Cel"}}} | #/measurements/body_temperature/value wrong-type   |
      | {"measurements": {"body_temperature": {"value": 38}}}                  | #/measurements/body_temperature/unit missing-field |
      | {"circumstances": {"age_years": 1234}}                                 | #/circumstances/age_years implausible              |
      | {"circumstances": {"age_years": -1}}                                   | #/circumstances/age_years implausible              |

  @bad-plausible-limits
  Scenario Outline: The limits themselves are read
    When this is sent: <body>
    Then records made: 1
    And the answer is on record

    Examples:
      | body                                                                  |
      | {"measurements": {"body_temperature": {"value": 25, "unit": "Cel"}}}  |
      | {"measurements": {"body_temperature": {"value": 45, "unit": "Cel"}}}  |
      | {"measurements": {"oxygen_saturation": {"value": 30, "unit": "%"}}}   |
      | {"measurements": {"oxygen_saturation": {"value": 100, "unit": "%"}}}  |
      | {"measurements": {"respiratory_rate": {"value": 1, "unit": "/min"}}}  |
      | {"measurements": {"respiratory_rate": {"value": 90, "unit": "/min"}}} |
      | {"circumstances": {"age_years": 0}}                                   |
      | {"circumstances": {"age_years": 130}}                                 |
      | {}                                                                    |

  @bad-requests
  Scenario Outline: A request of another shape
    When this is sent: <body>
    Then refused: <refused>
    And never told: perhaps
    And records made: 0

    Examples:
      | body                                       | refused                                |
      | perhaps                                    | malformed-json                         |
      | {"facts": {"fever": NaN}}                  | malformed-json                         |
      | {"facts": {}, "facts": {}}                 | malformed-json                         |
      | []                                         | # not-an-object                        |
      | {"perhaps": 1}                             | # unknown-field                        |
      | {"as_of": "perhaps"}                       | #/as_of malformed-time                 |
      | {"as_of": "2026-11-22T15:00:00"}           | #/as_of malformed-time                 |
      | {"presume": "perhaps"}                     | #/presume wrong-type                   |
      | {"circumstances": {"pregnant": "perhaps"}} | #/circumstances/pregnant unknown-value |
