-- severity: warn
-- reason: A whole level with the same values as in the period before is last year's file under this year's name.
-- skäl: En hel nivå med samma värden som perioden före är förra årets fil under årets namn.
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
  indicator,
  level,
  previous_period,
  period,
  COUNT(*) AS areas
FROM ordered
WHERE
  NOT value IS NULL AND NOT previous_value IS NULL
GROUP BY
  indicator,
  level,
  previous_period,
  period
HAVING
  COUNT(*) >= 10 AND SUM(CASE WHEN value = previous_value THEN 0 ELSE 1 END) = 0
