SELECT
  measure,
  area_code,
  period,
  sex,
  value,
  status
FROM raw.scb__citizen_survey
WHERE
  area_code IS NOT NULL
