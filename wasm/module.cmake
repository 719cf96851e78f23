# The module is compiled for size as one program: no archive, no start-up code, no imports.
add_executable(rolecall_wasm wasm/rolecall_wasm.c wasm/redact_wasm.c wasm/ask_wasm.c wasm/memory.c
  wasm/unpack.c
  $<TARGET_OBJECTS:rolecall_core>)
target_link_libraries(rolecall_wasm PRIVATE rolecall_flags)
target_compile_definitions(rolecall_flags INTERFACE RC_JSON_ONLY)
target_compile_options(rolecall_flags INTERFACE
  -Oz -mbulk-memory -flto -ffunction-sections -fdata-sections)
# With an -O among the flags of linking, clang runs wasm-opt behind the linker wherever binaryen is
# installed. There is none, so that the module is the same bytes on every machine; functions know
# from compiling that they are to be small. Reducing the strength of loops makes them longer here,
# and equal functions become one. Constants stay in the order of what uses them (-O0 does not join
# the ends of strings): that packs better than fewer bytes do.
set(CMAKE_C_FLAGS_RELEASE "-DNDEBUG")
target_link_options(rolecall_wasm PRIVATE
  -flto -Wl,-O0 -Wl,-mllvm,-disable-lsr -Wl,-mllvm,-enable-merge-functions
  -Wl,--compress-relocations -nostartfiles -Wl,--no-entry -Wl,--export=__data_end
  -Wl,--gc-sections -Wl,--strip-all
  -Wl,-z,stack-size=1048576 -Wl,-Map=${CMAKE_BINARY_DIR}/rolecall.map)
set_target_properties(rolecall_wasm PROPERTIES
  OUTPUT_NAME rolecall_linked
  SUFFIX .wasm)

# Its data travels packed: wasm/unpack.c.
set(module ${CMAKE_SOURCE_DIR}/build/web/rolecall.wasm)
set(module_packer ${CMAKE_SOURCE_DIR}/tools/pack_module.mjs)
add_custom_command(
  OUTPUT ${module}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_SOURCE_DIR}/build/web
  COMMAND ${ROLECALL_NODE} ${module_packer} $<TARGET_FILE:rolecall_wasm> ${module}
  DEPENDS rolecall_wasm ${module_packer} tools/pack_bytes.mjs
  COMMENT "Packing the module"
  VERBATIM)
add_custom_target(module ALL DEPENDS ${module})

# The page around the module. Not part of `all`: it wants the npm packages of package-lock.json,
# which ./dev installs first. It is built in one go, since every input ends up in one file.
file(GLOB_RECURSE page_inputs CONFIGURE_DEPENDS
  web/* tools/wasm_host.mjs tests/lib/cases.mjs examples/* docs/checks/*.md docs/messages/*.md
  tools/generate/pages.mjs)
add_custom_command(
  OUTPUT ${CMAKE_SOURCE_DIR}/build/web/SHA256SUMS
  COMMAND ${ROLECALL_NODE} ${CMAKE_SOURCE_DIR}/web/build.mjs
  DEPENDS ${module} ${page_inputs} package-lock.json
  VERBATIM)
add_custom_target(page DEPENDS ${CMAKE_SOURCE_DIR}/build/web/SHA256SUMS)
