-- severity: warn
-- reason: A level that had values for twenty areas or more has them in the next period too, nine in ten at least; a file is cut short, or codes have changed.
-- skäl: En nivå som hade värden för tjugo områden eller fler har dem även nästa period, minst nio av tio; annars är en fil avkortad eller koder har ändrats.
WITH ordered AS (
  SELECT
    indicator,
    level,
    period,
    valued,
    LAG(period) OVER (PARTITION BY indicator, level, sex ORDER BY period) AS previous_period,
    LAG(valued) OVER (PARTITION BY indicator, level, sex ORDER BY period) AS previous_valued
  FROM mart_period
  WHERE
    sex = '_T'
)
SELECT
  indicator,
  level,
  previous_period,
  previous_valued,
  period,
  valued
FROM ordered
WHERE
  previous_valued >= 20 AND valued < 0.9 * previous_valued
