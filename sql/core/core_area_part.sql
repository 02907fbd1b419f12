-- Every area with all areas it is part of, itself included: own places too, built from their parts.
-- `parts`: how many parts of that level and edition the whole has. A sum over fewer is not the whole's sum.
SELECT
  area_part.part_code,
  area_part.part_level,
  area_part.whole_code,
  area_part.whole_level,
  COUNT(*) OVER (PARTITION BY area_part.whole_code, area_part.part_level, part.edition) AS parts
FROM seed.area_part AS area_part
JOIN seed.area AS part
  ON part.code = area_part.part_code
