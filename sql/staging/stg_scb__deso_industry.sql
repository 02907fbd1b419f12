SELECT
  area_code,
  period,
  sex,
  industry,
  value,
  status
FROM raw.scb__deso_industry
WHERE
  area_code IS NOT NULL
