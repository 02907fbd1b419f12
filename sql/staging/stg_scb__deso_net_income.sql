SELECT
  measure,
  area_code,
  period,
  sex,
  value,
  status
FROM raw.scb__deso_net_income
WHERE
  area_code IS NOT NULL
