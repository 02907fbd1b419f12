SELECT
  area_code,
  period,
  sex,
  household,
  value,
  status
FROM raw.scb__deso_households
WHERE
  area_code IS NOT NULL
