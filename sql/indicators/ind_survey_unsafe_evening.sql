SELECT
  area_code,
  period,
  sex,
  '_T' AS category,
  persons AS numerator,
  answers AS denominator,
  status
FROM core_resident_survey
WHERE
  measure = 'unsafe_evening'
