-- severity: warn
-- reason: A yearly series that skips one year only has lost it: neighbours on both sides are there.
-- skäl: En årlig serie som hoppar över ett enda år har tappat det: grannarna på båda sidor finns.
WITH years AS (
  SELECT
    indicator,
    level,
    CAST(period AS INTEGER) AS year,
    LEAD(CAST(period AS INTEGER)) OVER (PARTITION BY indicator, level ORDER BY period) AS next_year,
    MIN(CAST(period AS INTEGER)) OVER (PARTITION BY indicator, level) AS first_year,
    MAX(CAST(period AS INTEGER)) OVER (PARTITION BY indicator, level) AS last_year,
    COUNT(*) OVER (PARTITION BY indicator, level) AS years
  FROM mart_period
  WHERE
    sex = '_T' AND LENGTH(period) = 4 AND valued > 0
)
SELECT
  indicator,
  level,
  year,
  next_year
FROM years
WHERE
  next_year > year + 1
  AND years >= 3
  AND years > 0.6 * (last_year - first_year + 1)
