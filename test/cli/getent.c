/* `getent hosts NAME…` over the C library it is built with; the form of Alpine Linux's. For tests with musl. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>

int main(int argc, char **argv) {
  for (int i = 2; i < argc; i++) {
    unsigned char address[16];
    struct hostent *found;
    if (inet_pton(AF_INET6, argv[i], address) > 0) found = gethostbyaddr(address, 16, AF_INET6);
    else if (inet_pton(AF_INET, argv[i], address) > 0) found = gethostbyaddr(address, 4, AF_INET);
    else found = gethostbyname(argv[i]);
    if (found == NULL) return 2;
    char text[INET6_ADDRSTRLEN];
    inet_ntop(found->h_addrtype, found->h_addr_list[0], text, sizeof text);
    printf("%-16s  %s", text, found->h_name);
    for (int at = 0; found->h_aliases[at] != NULL; at++) printf("%s%s", at == 0 ? "  " : " ", found->h_aliases[at]);
    printf("\n");
  }
  return 0;
}
