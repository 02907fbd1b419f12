SELECT
  area_code,
  period,
  sex,
  education,
  value,
  status
FROM raw.scb__deso_education
WHERE
  area_code IS NOT NULL
