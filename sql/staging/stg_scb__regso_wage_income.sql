SELECT
  measure,
  area_code,
  period,
  sex,
  value,
  status
FROM raw.scb__regso_wage_income
WHERE
  area_code IS NOT NULL
