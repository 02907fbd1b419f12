-- Moves in less moves out for every level. SCB publishes per cent of the population by RegSO, so the persons are an
-- estimate: per cent times the residents at the end of the year, summed exactly and divided last. A sum that lacks a
-- part, or has one without a value, has no value and says why.
WITH moved AS (
  SELECT
    net.area_code,
    net.period,
    net.sex,
    CASE net.measure WHEN 'domestic_percent' THEN 'domestic' ELSE 'foreign' END AS origin,
    CAST(net.value AS DECIMAL(9, 2)) * CAST(resident.persons AS DECIMAL(12, 0)) AS person_percent,
    resident.persons,
    CASE WHEN net.value IS NULL THEN net.status ELSE resident.status END AS status
  FROM stg_scb__regso_migration AS net
  JOIN core_population AS resident
    ON resident.area_code = net.area_code
    AND resident.period = net.period
    AND resident.sex = net.sex
    AND resident.age = '_T'
)
SELECT
  core_area_part.whole_code AS area_code,
  core_area_part.whole_level AS level,
  moved.period,
  moved.sex,
  moved.origin,
  CASE
    WHEN COUNT(moved.person_percent) = MAX(core_area_part.parts)
    THEN CAST(SUM(moved.person_percent) AS DOUBLE) / 100.0
  END AS persons,
  CASE
    WHEN COUNT(moved.persons) = MAX(core_area_part.parts)
    THEN SUM(moved.persons)
  END AS persons_all,
  COALESCE(
    MAX(CASE WHEN moved.person_percent IS NULL THEN moved.status END),
    CASE
      WHEN COUNT(*) <> MAX(core_area_part.parts)
      THEN 'missing'
    END,
    MAX(CASE WHEN moved.status = 'provisional' THEN moved.status END),
    'final'
  ) AS status
FROM moved
JOIN core_area_part
  ON core_area_part.part_code = moved.area_code
GROUP BY
  core_area_part.whole_code,
  core_area_part.whole_level,
  moved.period,
  moved.sex,
  moved.origin
