SELECT
  area_code,
  period,
  sex,
  labour_status,
  value,
  status
FROM raw.scb__deso_labour_status
WHERE
  area_code IS NOT NULL
