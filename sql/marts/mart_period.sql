-- Which periods each indicator has at each level, and for how many areas there is a value.
SELECT
  indicator,
  level,
  sex,
  period,
  COUNT(*) AS areas,
  COUNT(value) AS valued
FROM estimate
WHERE
  category = '_T'
GROUP BY
  indicator,
  level,
  sex,
  period
