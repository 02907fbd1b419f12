SELECT
  measure,
  area_code,
  period,
  sex,
  value,
  status
FROM raw.scb__turnout_regso
WHERE
  area_code IS NOT NULL
