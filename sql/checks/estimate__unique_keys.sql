-- severity: error
-- reason: A figure has one row; two would be added up, drawn twice or ranked against each other.
-- skäl: En siffra har en rad; två skulle läggas ihop, ritas två gånger eller rangordnas mot varandra.
SELECT
  indicator,
  area_code,
  period,
  sex,
  category,
  COUNT(*) AS times
FROM estimate
GROUP BY
  indicator,
  area_code,
  period,
  sex,
  category
HAVING
  COUNT(*) > 1
