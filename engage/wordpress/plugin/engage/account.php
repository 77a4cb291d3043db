<?php
/**
 * Who is the platform: one account, over the interfaces, from the addresses it may come from.
 *
 * @package Engage
 */

namespace Engage;

defined( 'ABSPATH' ) || exit;

/** Whether this request is the platform's own. Somebody who signs in to the admin pages is not it. */
function is_sync() {
	$is_interface = ( defined( 'REST_REQUEST' ) && REST_REQUEST )
		|| ( defined( 'XMLRPC_REQUEST' ) && XMLRPC_REQUEST );
	return $is_interface && is_sync_account( wp_get_current_user() ) && comes_from_allowed_address();
}

/** Whether this is the platform's account. */
function is_sync_account( $user ) {
	return defined( 'ENGAGE_SYNC_USER' )
		&& '' !== ENGAGE_SYNC_USER
		&& $user instanceof \WP_User
		&& $user->exists()
		&& 0 === strcasecmp( $user->user_login, ENGAGE_SYNC_USER );
}

/** Whether the caller's address is in the list, if there is one. */
function comes_from_allowed_address() {
	if ( ! defined( 'ENGAGE_ADDRESSES' ) || '' === trim( ENGAGE_ADDRESSES ) ) {
		return true;
	}
	$address = isset( $_SERVER['REMOTE_ADDR'] ) ? (string) $_SERVER['REMOTE_ADDR'] : '';
	$address = preg_replace( '/^::ffff:(?=[\d.]+$)/i', '', $address ); // IPv4 on a socket for both.
	foreach ( explode( ',', ENGAGE_ADDRESSES ) as $network ) {
		if ( lies_in( $address, trim( $network ) ) ) {
			return true;
		}
	}
	return false;
}

/** Whether an address is this one, or in this network ("10.0.0.0/8"); what is neither is in none. */
function lies_in( $address, $network ) {
	$parts = explode( '/', $network );
	if ( ! filter_var( $address, FILTER_VALIDATE_IP ) || ! filter_var( $parts[0], FILTER_VALIDATE_IP ) ) {
		return false;
	}
	$here  = inet_pton( $address );
	$there = inet_pton( $parts[0] );
	$bits  = isset( $parts[1] ) ? $parts[1] : (string) ( 8 * strlen( $there ) );
	if ( strlen( $here ) !== strlen( $there ) || ! ctype_digit( $bits ) || $bits > 8 * strlen( $there ) ) {
		return false;
	}
	$whole = intdiv( (int) $bits, 8 );
	$mask  = 0xFF00 >> ( (int) $bits % 8 ) & 0xFF;
	return substr( $here, 0, $whole ) === substr( $there, 0, $whole )
		&& ( 0 === $mask || ( ord( $here[ $whole ] ) & $mask ) === ( ord( $there[ $whole ] ) & $mask ) );
}

/** Whatever password somebody has of the platform's account, it is worth nothing elsewhere. */
function refuse_elsewhere( $user ) {
	return is_sync_account( $user ) && ! comes_from_allowed_address() ? elsewhere( new \WP_Error() ) : $user;
}
add_filter( 'authenticate', __NAMESPACE__ . '\\refuse_elsewhere', PHP_INT_MAX );

/** The same for application passwords over REST, which pass by that filter. */
function refuse_password_elsewhere( $error, $user ) {
	if ( is_sync_account( $user ) && ! comes_from_allowed_address() ) {
		elsewhere( $error );
	}
}
add_action( 'wp_authenticate_application_password_errors', __NAMESPACE__ . '\\refuse_password_elsewhere', 10, 2 );

function elsewhere( $error ) {
	$error->add( 'engage_address', __( 'This account may not be used from this address.', 'engage' ), array( 'status' => 401 ) );
	return $error;
}
