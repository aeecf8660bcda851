// Can this machine really run AMX, which its processor says that it has? Some virtual machines cannot.
#include <cstdint>
#include <cstring>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

int main() {
    if (syscall(SYS_arch_prctl, 0x1023, 18) != 0) return 1;  // ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA
    alignas(64) uint8_t config[64] = {1};
    const uint16_t bytes = 64;
    std::memcpy(config + 16, &bytes, 2);
    config[48] = 16;
    _tile_loadconfig(config);
    _tile_zero(0);
    _tile_release();
    return 0;
}
