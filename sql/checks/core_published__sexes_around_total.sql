-- severity: warn
-- reason: A published total lies between women's and men's value (a half-width does not). Where it does not, one of the three is wrong or means something else (2026-11-22: Kolada N15428 for 2023 gives 0 for both sexes in Dorotea and Överkalix).
-- skäl: En publicerad total ligger mellan kvinnors och mäns värde (en osäkerhetsmarginal gör det inte). Där den inte gör det är ett av de tre fel eller betyder något annat (2026-11-22: Koladas N15428 för 2023 anger 0 för båda könen i Dorotea och Överkalix).
WITH wide AS (
  SELECT
    dataset,
    measure,
    area_code,
    period,
    MAX(CASE WHEN sex = '_T' THEN value END) AS total,
    MAX(CASE WHEN sex = 'K' THEN value END) AS women,
    MAX(CASE WHEN sex = 'M' THEN value END) AS men
  FROM core_published
  WHERE
    NOT measure IN (
      SELECT
        uncertainty_measure
      FROM seed.indicator_source
      WHERE
        NOT uncertainty_measure IS NULL
    )
  GROUP BY
    dataset,
    measure,
    area_code,
    period
)
SELECT
  dataset,
  measure,
  area_code,
  period,
  total,
  women,
  men
FROM wide
WHERE
  total < LEAST(women, men) - 1 OR total > GREATEST(women, men) + 1
