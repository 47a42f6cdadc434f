# Writes OUT, a C file with the version of the model: a number for people, and a hash of every source that decides what a run
# gives. Two programs with the same version give the same bytes; a result is never continued by another. Run by the build
# with -DROOT=... -DOUT=...; the file is touched only when its content changes.
file(GLOB_RECURSE sources RELATIVE ${ROOT}
     ${ROOT}/models/*.c ${ROOT}/models/*.h ${ROOT}/models/*.def
     ${ROOT}/sim/base/*.[ch] ${ROOT}/sim/config/*.[ch] ${ROOT}/sim/engine/*.[ch] ${ROOT}/sim/rng/*.[ch])
list(SORT sources)
set(all "")
foreach(source ${sources})
    file(SHA256 ${ROOT}/${source} hash)
    string(APPEND all "${source} ${hash}\n")
endforeach()
string(SHA256 hash "${all}")
string(SUBSTRING ${hash} 0 10 hash)
set(text "#include \"models/model.h\"\n\nconst char samenspel_model_sources[] = \"1.${hash}\";\n")
if(EXISTS ${OUT})
    file(READ ${OUT} present)
    if(present STREQUAL text)
        return()
    endif()
endif()
file(WRITE ${OUT} "${text}")
