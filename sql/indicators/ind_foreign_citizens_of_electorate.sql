SELECT
  area_code,
  period,
  sex,
  '_T' AS category,
  foreign_electors AS numerator,
  electors AS denominator,
  status
FROM core_votes
