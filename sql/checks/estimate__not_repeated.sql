-- severity: warn
-- reason: A whole level with the same values as in the period before is last year's file under this year's name, unless the agency repeats a value in years it did not measure (`repeated_years`).
-- skäl: En hel nivå med samma värden som perioden före är förra årets fil under årets namn, om inte myndigheten upprepar ett värde de år den inte mäter (`repeated_years`).
WITH ordered AS (
  SELECT
    indicator,
    level,
    area_code,
    period,
    value,
    LAG(period) OVER (PARTITION BY indicator, area_code ORDER BY period) AS previous_period,
    LAG(value) OVER (PARTITION BY indicator, area_code ORDER BY period) AS previous_value
  FROM estimate
  WHERE
    sex = '_T' AND category = '_T'
)
SELECT
  ordered.indicator,
  ordered.level,
  ordered.previous_period,
  ordered.period,
  COUNT(*) AS areas
FROM ordered
JOIN seed.indicator AS indicator
  ON indicator.indicator = ordered.indicator AND indicator.repeated_years = 0
WHERE
  NOT ordered.value IS NULL AND NOT ordered.previous_value IS NULL
GROUP BY
  ordered.indicator,
  ordered.level,
  ordered.previous_period,
  ordered.period
HAVING
  COUNT(*) >= 10
  AND SUM(CASE WHEN ordered.value = ordered.previous_value THEN 0 ELSE 1 END) = 0
