SELECT
  area_code,
  period,
  sex,
  '_T' AS category,
  offences AS numerator,
  persons AS denominator,
  status
FROM core_offences
WHERE
  measure = 'vandalism'
