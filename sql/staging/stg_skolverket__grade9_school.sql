-- `area_code` of the raw table is the municipality the school lies in.
SELECT
  measure,
  'S' || school_unit AS area_code,
  area_code AS municipality,
  school_name,
  provider_type,
  period,
  '_T' AS sex,
  value,
  status
FROM raw.skolverket__grade9_school
