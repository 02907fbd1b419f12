-- Days of all persons over persons. Areas with RegSO figures are rebuilt from them; other municipalities, the county
-- and the country come from Försäkringskassan's table, and groups of municipalities are their municipalities' sum.
-- Decimals keep the sums exact, whatever order the rows come in.
WITH figure AS (
  SELECT
    'regso' AS origin,
    measure,
    area_code,
    period,
    sex,
    value,
    status
  FROM stg_scb__ill_health_regso
  UNION ALL
  SELECT
    'kommun' AS origin,
    measure,
    area_code,
    period,
    sex,
    value,
    status
  FROM stg_forsakringskassan__ill_health_days
), resident AS (
  SELECT
    days.origin,
    days.area_code,
    days.period,
    days.sex,
    CAST(days.value AS DECIMAL(12, 1)) * CAST(persons.value AS DECIMAL(12, 0)) AS days,
    persons.value AS persons,
    CASE
      WHEN days.value IS NULL OR (
        persons.status = 'final' AND days.status = 'provisional'
      )
      THEN days.status
      ELSE persons.status
    END AS status
  FROM figure AS days
  JOIN figure AS persons
    ON persons.origin = days.origin
    AND persons.area_code = days.area_code
    AND persons.period = days.period
    AND persons.sex = days.sex
    AND persons.measure = 'persons'
  WHERE
    days.measure = 'days_per_person'
), rebuilt AS (
  SELECT
    core_area_part.whole_code AS area_code,
    resident.period,
    resident.sex,
    CASE
      WHEN COUNT(resident.days) = MAX(core_area_part.parts)
      THEN SUM(resident.days)
    END AS days,
    CASE
      WHEN COUNT(resident.persons) = MAX(core_area_part.parts)
      THEN SUM(resident.persons)
    END AS persons,
    COALESCE(
      MAX(CASE WHEN resident.days IS NULL THEN resident.status END),
      CASE WHEN COUNT(*) <> MAX(core_area_part.parts) THEN 'missing' END,
      MAX(CASE WHEN resident.status = 'provisional' THEN resident.status END),
      'final'
    ) AS status
  FROM resident
  JOIN core_area_part
    ON core_area_part.part_code = resident.area_code
  WHERE
    resident.origin = 'regso'
    AND core_area_part.whole_level IN ('regso', 'ort', 'kommun')
  GROUP BY
    core_area_part.whole_code,
    resident.period,
    resident.sex
), area AS (
  SELECT
    area_code,
    period,
    sex,
    days,
    persons,
    status
  FROM rebuilt
  UNION ALL
  SELECT
    published.area_code,
    published.period,
    published.sex,
    published.days,
    published.persons,
    published.status
  FROM resident AS published
  LEFT JOIN rebuilt
    ON rebuilt.area_code = published.area_code
    AND rebuilt.period = published.period
    AND rebuilt.sex = published.sex
  WHERE
    published.origin = 'kommun' AND rebuilt.area_code IS NULL
)
SELECT
  area_code,
  period,
  sex,
  '_T' AS category,
  CAST(days AS DOUBLE) AS numerator,
  persons AS denominator,
  status
FROM area
UNION ALL
SELECT
  core_area_part.whole_code AS area_code,
  area.period,
  area.sex,
  '_T' AS category,
  CASE
    WHEN COUNT(area.days) = MAX(core_area_part.parts)
    THEN CAST(SUM(area.days) AS DOUBLE)
  END AS numerator,
  CASE
    WHEN COUNT(area.persons) = MAX(core_area_part.parts)
    THEN SUM(area.persons)
  END AS denominator,
  COALESCE(
    MAX(CASE WHEN area.days IS NULL THEN area.status END),
    CASE WHEN COUNT(*) <> MAX(core_area_part.parts) THEN 'missing' END,
    MAX(CASE WHEN area.status = 'provisional' THEN area.status END),
    'final'
  ) AS status
FROM area
JOIN core_area_part
  ON core_area_part.part_code = area.area_code
  AND core_area_part.part_level = 'kommun'
  AND core_area_part.whole_level = 'kommungrupp'
GROUP BY
  core_area_part.whole_code,
  area.period,
  area.sex
