SELECT
  part.area_code,
  part.period,
  part.sex,
  '_T' AS category,
  part.households AS numerator,
  whole.households AS denominator,
  CASE WHEN part.households IS NULL THEN part.status ELSE whole.status END AS status
FROM core_households AS part
JOIN core_households AS whole
  ON whole.area_code = part.area_code
  AND whole.period = part.period
  AND whole.sex = part.sex
  AND whole.household = '_T'
WHERE
  part.household = 'single_alone'
