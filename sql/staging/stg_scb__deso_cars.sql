SELECT
  area_code,
  period,
  sex,
  value,
  status
FROM raw.scb__deso_cars
WHERE
  area_code IS NOT NULL
