-- The mean of a larger area is the sum of incomes (mean times persons) over the sum of persons. Decimals keep the
-- sums exact, whatever order the rows come in. A sum that lacks a part has no value and says why.
WITH income AS (
  SELECT
    mean.area_code,
    mean.period,
    mean.sex,
    CAST(mean.value AS DECIMAL(12, 1)) * CAST(persons.value AS DECIMAL(12, 0)) AS amount,
    persons.value AS persons,
    CASE WHEN mean.value IS NULL THEN mean.status ELSE persons.status END AS status
  FROM stg_scb__deso_net_income AS mean
  JOIN stg_scb__deso_net_income AS persons
    ON persons.area_code = mean.area_code
    AND persons.period = mean.period
    AND persons.sex = mean.sex
    AND persons.measure = 'persons'
  WHERE
    mean.measure = 'mean'
)
SELECT
  core_area_part.whole_code AS area_code,
  income.period,
  income.sex,
  '_T' AS category,
  CASE
    WHEN COUNT(income.amount) = MAX(core_area_part.parts)
    THEN CAST(SUM(income.amount) AS DOUBLE)
  END AS numerator,
  CASE
    WHEN COUNT(income.persons) = MAX(core_area_part.parts)
    THEN SUM(income.persons)
  END AS denominator,
  COALESCE(
    MAX(CASE WHEN income.amount IS NULL THEN income.status END),
    CASE
      WHEN COUNT(*) <> MAX(core_area_part.parts)
      THEN 'missing'
    END,
    MAX(CASE WHEN income.status = 'provisional' THEN income.status END),
    'final'
  ) AS status
FROM income
JOIN core_area_part
  ON core_area_part.part_code = income.area_code
GROUP BY
  core_area_part.whole_code,
  income.period,
  income.sex
