-- Persons in households of low or high economic standard for every level. SCB publishes whole per cent and the number
-- of persons, so the persons are an estimate: per cent times persons, summed exactly and divided last. A sum that
-- lacks a part, or has one without a value, has no value and says why. `rounding_error`: a share in whole per cent
-- is off by up to half a per cent either way, evenly, so the persons of one DeSO have variance (persons / 100)^2 / 12.
WITH resident AS (
  SELECT
    share.area_code,
    share.period,
    share.sex,
    CASE share.measure WHEN 'low_percent' THEN 'low' ELSE 'high' END AS standard,
    share.value * base.value AS person_percent,
    base.value AS persons,
    CASE WHEN share.value IS NULL THEN share.status ELSE base.status END AS status
  FROM stg_scb__deso_economic_standard AS share
  JOIN stg_scb__deso_economic_standard AS base
    ON base.area_code = share.area_code
    AND base.period = share.period
    AND base.sex = share.sex
    AND base.measure = 'persons'
  WHERE
    share.measure IN ('low_percent', 'high_percent')
)
SELECT
  core_area_part.whole_code AS area_code,
  core_area_part.whole_level AS level,
  resident.period,
  resident.sex,
  resident.standard,
  CASE
    WHEN COUNT(resident.person_percent) = MAX(core_area_part.parts)
    THEN SUM(resident.person_percent) / 100.0
  END AS persons,
  CASE
    WHEN COUNT(resident.persons) = MAX(core_area_part.parts)
    THEN SUM(resident.persons)
  END AS persons_all,
  SQRT(SUM(resident.persons * resident.persons / 120000.0)) AS rounding_error,
  COALESCE(
    MAX(CASE WHEN resident.person_percent IS NULL THEN resident.status END),
    CASE
      WHEN COUNT(*) <> MAX(core_area_part.parts)
      THEN 'missing'
    END,
    MAX(CASE WHEN resident.status = 'provisional' THEN resident.status END),
    'final'
  ) AS status
FROM resident
JOIN core_area_part
  ON core_area_part.part_code = resident.area_code
GROUP BY
  core_area_part.whole_code,
  core_area_part.whole_level,
  resident.period,
  resident.sex,
  resident.standard
