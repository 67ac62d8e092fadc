# language: ko
기능: 잘못된 입력: 읽을 수 없는 것은 거부하고 항목을 알린다
  보낸 내용은 되풀이하지 않으며 아무것도 기록하지 않는다. 모든 환자는 가상의 인물이다.

  @bad-facts
  시나리오 개요: 선언되지 않은 항목이나 값
    만일 다음을 보내면: <내용>
    그러면 거부: <거부>
    그리고 응답에 없는 말: perhaps
    그리고 응답에 없는 말: "screening"
    그리고 남은 기록 수: 0

    예:
      | 내용                                                 | 거부                                                      |
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
  시나리오 개요: 거부하면서 허용되는 값을 알린다
    만일 다음을 보내면: <내용>
    그러면 거부: <거부>
    그리고 허용 값: <허용 값>

    예:
      | 내용                                                                     | 거부                                              | 허용 값                                             |
      | {"facts": {"fever": "perhaps"}}                                          | #/facts/fever unknown-value                       | yes, no                                             |
      | {"facts": {"rt_pcr": "perhaps"}}                                         | #/facts/rt_pcr unknown-value                      | not-done, pending, negative, positive, inconclusive |
      | {"order": {"modality": "mri"}}                                           | #/order/modality unknown-value                    | cxr, ct                                             |
      | {"measurements": {"body_temperature": {"value": 37, "unit": "perhaps"}}} | #/measurements/body_temperature/unit unknown-unit | Cel, [degF]                                         |
      | {"guideline": "perhaps"}                                                 | #/guideline unknown-guideline                     | ksr-kstr-2020                                       |

  @bad-measurements
  시나리오 개요: 살아 있는 환자에게 있을 수 없는 수치
    만일 다음을 보내면: <내용>
    그러면 거부: <거부>
    그리고 응답에 없는 말: 1234
    그리고 남은 기록 수: 0

    예:
      | 내용                                                                   | 거부                                               |
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
  시나리오 개요: 한계값 자체는 읽는다
    만일 다음을 보내면: <내용>
    그러면 남은 기록 수: 1
    그리고 답변이 기록되어 있다

    예:
      | 내용                                                                  |
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
  시나리오 개요: 형식이 다른 요청
    만일 다음을 보내면: <내용>
    그러면 거부: <거부>
    그리고 응답에 없는 말: perhaps
    그리고 남은 기록 수: 0

    예:
      | 내용                                       | 거부                                   |
      | perhaps                                    | malformed-json                         |
      | {"facts": {"fever": NaN}}                  | malformed-json                         |
      | {"facts": {}, "facts": {}}                 | malformed-json                         |
      | []                                         | # not-an-object                        |
      | {"perhaps": 1}                             | # unknown-field                        |
      | {"as_of": "perhaps"}                       | #/as_of malformed-time                 |
      | {"as_of": "2026-11-22T15:00:00"}           | #/as_of malformed-time                 |
      | {"presume": "perhaps"}                     | #/presume wrong-type                   |
      | {"circumstances": {"pregnant": "perhaps"}} | #/circumstances/pregnant unknown-value |
