SELECT
  area_code,
  period,
  sex,
  tenure,
  value,
  status
FROM raw.scb__deso_tenure
WHERE
  area_code IS NOT NULL
