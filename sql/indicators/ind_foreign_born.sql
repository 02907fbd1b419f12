-- Born abroad: all residents less those born in Sweden.
SELECT
  total.area_code,
  total.period,
  total.sex,
  '_T' AS category,
  total.persons - sweden.persons AS numerator,
  total.persons AS denominator,
  CASE WHEN total.persons IS NULL THEN total.status ELSE sweden.status END AS status
FROM core_birth_country AS total
JOIN core_birth_country AS sweden
  ON sweden.area_code = total.area_code
  AND sweden.period = total.period
  AND sweden.sex = total.sex
  AND sweden.birth_country = 'SE'
WHERE
  total.birth_country = '_T'
