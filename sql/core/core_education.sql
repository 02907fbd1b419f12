-- Persons by educational attainment for every level, summed from DeSO. `known`: all whose attainment is in the register.
-- A sum that lacks a part, or has one without a value, has no value and says why.
WITH education_part AS (
  SELECT
    whole,
    part,
    COUNT(*) OVER (PARTITION BY whole) AS parts
  FROM (VALUES
    ('compulsory', 'compulsory'),
    ('upper_secondary', 'upper_secondary'),
    ('post_secondary', 'post_secondary_short'),
    ('post_secondary', 'post_secondary_long'),
    ('known', 'compulsory'),
    ('known', 'upper_secondary'),
    ('known', 'post_secondary_short'),
    ('known', 'post_secondary_long'),
    ('unknown', 'unknown')
  ) AS listed(whole, part)
)
SELECT
  core_area_part.whole_code AS area_code,
  core_area_part.whole_level AS level,
  resident.period,
  resident.sex,
  education_part.whole AS education,
  CASE
    WHEN COUNT(resident.value) = MAX(core_area_part.parts) * MAX(education_part.parts)
    THEN SUM(resident.value)
  END AS persons,
  COALESCE(
    MAX(CASE WHEN resident.value IS NULL THEN resident.status END),
    CASE
      WHEN COUNT(*) <> MAX(core_area_part.parts) * MAX(education_part.parts)
      THEN 'missing'
    END,
    MAX(CASE WHEN resident.status = 'provisional' THEN resident.status END),
    'final'
  ) AS status
FROM stg_scb__deso_education AS resident
JOIN education_part
  ON education_part.part = resident.education
JOIN core_area_part
  ON core_area_part.part_code = resident.area_code
GROUP BY
  core_area_part.whole_code,
  core_area_part.whole_level,
  resident.period,
  resident.sex,
  education_part.whole
