-- severity: warn
-- reason: A figure of a municipality or larger area that more than doubles or halves from one period to the next, far outside both intervals, is more often a new definition or a misread column than news.
-- skäl: En siffra för en kommun eller ett större område som mer än fördubblas eller halveras från en period till nästa, långt utanför båda intervallen, är oftare en ny definition eller en felläst kolumn än en nyhet.
-- tolerance: 10 rows, because small municipalities with rare events do move so.
WITH ordered AS (
  SELECT
    indicator,
    area_code,
    period,
    value,
    lower,
    upper,
    denominator,
    LAG(period) OVER (PARTITION BY indicator, area_code ORDER BY period) AS previous_period,
    LAG(value) OVER (PARTITION BY indicator, area_code ORDER BY period) AS previous_value,
    LAG(lower) OVER (PARTITION BY indicator, area_code ORDER BY period) AS previous_lower,
    LAG(upper) OVER (PARTITION BY indicator, area_code ORDER BY period) AS previous_upper
  FROM estimate
  WHERE
    sex = '_T' AND category = '_T' AND level IN ('kommun', 'lan', 'riket')
)
SELECT
  indicator,
  area_code,
  previous_period,
  previous_value,
  period,
  value
FROM ordered
WHERE
  value > 0
  AND previous_value > 0
  AND (
    value > 2 * previous_value OR previous_value > 2 * value
  )
  AND NOT lower IS NULL
  AND NOT previous_lower IS NULL
  AND (
    lower > previous_upper OR upper < previous_lower
  )
